import { expect, it } from 'vitest';
import { createRun } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import { findRunIdOfQuestion, isOwnedRun, selectUnfinishedRuns } from '@/lib/runs/internal/runs-repository';

useTestDatabase();

it('findRunIdOfQuestion finds the run of a question asked again, in its conversation and for its person alone', async () => {
  const { id, userMessageId, conversationId, personId } = await createRun();
  const find = (given: Partial<Parameters<typeof findRunIdOfQuestion>[0]>) =>
    findRunIdOfQuestion({ userMessageId, conversationId, personId, ...given });
  expect(await find({})).toBe(id);
  const nowhere = crypto.randomUUID();
  for (const other of [{ userMessageId: nowhere }, { conversationId: nowhere }, { personId: nowhere }])
    expect(await find(other)).toBeNull();
});

it('a run is its person’s while its conversation is there', async () => {
  const { id, conversationId, personId } = await createRun();
  const nowhere = crypto.randomUUID();
  expect([await isOwnedRun(id, personId), await isOwnedRun(id, nowhere), await isOwnedRun(nowhere, personId)]).toEqual([
    true,
    false,
    false,
  ]);
  await sqlRunner().query('UPDATE conversation SET deleted_at = now() WHERE id = $1', [conversationId]);
  expect(await isOwnedRun(id, personId)).toBe(false);
});

it('unfinished runs come in the order they will run, to their person alone', async () => {
  const running = await createRun({ status: 'running' });
  const { conversationId, personId } = running;
  const held = await createRun({ conversationId, personId, status: 'held' });
  await createRun({ conversationId, personId, status: 'completed' });
  const of = ({ id, userMessageId, assistantMessageId }: typeof held, status: string) => ({
    id,
    userMessageId,
    assistantMessageId,
    status,
    phase: null,
  });
  expect(await selectUnfinishedRuns(conversationId, personId)).toEqual([of(running, 'running'), of(held, 'held')]);
  expect(await selectUnfinishedRuns(conversationId, crypto.randomUUID())).toBeNull();
});
