import { expect, it } from 'vitest';
import { createMessage, createRun } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import { selectRunOfQuestion } from '@/lib/runs/internal/runs-sql';

useTestDatabase();

it('selectRunOfQuestion finds the run of a question asked again, in its conversation and for its person alone', async () => {
  const run = await createRun();
  const { userMessageId, conversationId, personId } = run;
  await createMessage({ id: run.assistantMessageId, conversationId, parentId: userMessageId, role: 'assistant' });
  const find = async (given: Partial<Parameters<typeof selectRunOfQuestion>[1]>) => (await selectRunOfQuestion(sqlRunner(), { userMessageId, conversationId, personId, ...given }))?.runId;
  expect(await find({})).toBe(run.id);
  const nowhere = crypto.randomUUID();
  for (const other of [{ userMessageId: nowhere }, { conversationId: nowhere }, { personId: nowhere }]) expect(await find(other)).toBeUndefined();
});
