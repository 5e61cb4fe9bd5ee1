import { beforeEach, describe, expect, test } from 'vitest';
import { deleteConversation } from '@/lib/conversations/delete-conversation';
import { listConversations } from '@/lib/conversations/list-conversations';
import { updateConversation } from '@/lib/conversations/update-conversation';
import { createConversation, createPerson, createRun } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';

useTestDatabase();
const NOW = new Date('2026-11-22T08:00:00.000Z');
let ownerId: string;

beforeEach(async () => {
  ownerId = (await createPerson()).id;
});

async function conversationAt(secondsAgo: number): Promise<string> {
  const { id } = await createConversation({ ownerId });
  await setActive(id, secondsAgo);
  return id;
}

async function setActive(id: string, secondsAgo: number): Promise<void> {
  await sqlRunner().query('UPDATE conversation SET active_at = $2 WHERE id = $1', [
    id,
    new Date(NOW.getTime() - secondsAgo * 1000),
  ]);
}

async function pageThrough(limit: number, archived = false): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await listConversations(ownerId, { archived, limit, ...(cursor === undefined ? {} : { cursor }) });
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  return ids;
}

describe('paging', () => {
  test('shows each once, newest first, also where many were active in the same moment', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 23; index += 1) ids.push(await conversationAt(index < 15 ? 100 : 200 + index));
    const sameMoment = ids.slice(0, 15).sort().reverse();
    for (const limit of [1, 4, 5, 23, 50])
      expect(await pageThrough(limit), String(limit)).toEqual([...sameMoment, ...ids.slice(15)]);
  });

  test('neither repeats nor skips another one while one becomes active, is added or deleted in between', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 10; index += 1) ids.push(await conversationAt(100 + index));
    const first = await listConversations(ownerId, { archived: false, limit: 4 });
    await setActive(ids[2] ?? '', 0);
    await conversationAt(1);
    await deleteConversation(ownerId, ids[3] ?? '', NOW);
    const rest = await listConversations(ownerId, { archived: false, limit: 50, cursor: first.nextCursor ?? '' });
    expect(rest.items.map(({ id }) => id)).toEqual(ids.slice(4));
    expect(rest.nextCursor).toBeNull();
  });

  test('begins with the pinned ones, and shows them on the first page alone', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) ids.push(await conversationAt(100 + index));
    await updateConversation(ownerId, ids[4] ?? '', { pinned: true }, NOW);
    await updateConversation(ownerId, ids[2] ?? '', { pinned: true }, new Date(NOW.getTime() + 1000));
    expect(await pageThrough(2)).toEqual([ids[2], ids[4], ids[0], ids[1], ids[3]]);
    const { items } = await listConversations(ownerId, { archived: false, limit: 10 });
    expect(items.map(({ pinned }) => pinned)).toEqual([true, true, false, false, false]);
  });

  test('keeps the archived apart, and the deleted out of both', async () => {
    const kept = await conversationAt(1);
    const archived = await conversationAt(2);
    const archivedPinned = await conversationAt(3);
    const deleted = await conversationAt(4);
    await updateConversation(ownerId, archived, { archived: true }, NOW);
    await updateConversation(ownerId, archivedPinned, { archived: true, pinned: true }, NOW);
    await deleteConversation(ownerId, deleted, NOW);
    expect(await pageThrough(10)).toEqual([kept]);
    expect(await pageThrough(1, true)).toEqual([archived, archivedPinned]);
  });

  test('refuses a cursor that is not ours', async () => {
    for (const cursor of ['', 'x', '1.2', `99999999999999999.${ownerId}`, `1e3.${ownerId}`, `1.${ownerId}' OR true`]) {
      await expect(listConversations(ownerId, { archived: false, limit: 5, cursor }), cursor).rejects.toMatchObject({
        kind: 'invalid',
      });
    }
  });
});

test("shows nobody else's", async () => {
  await conversationAt(1);
  const stranger = await createPerson();
  expect(await listConversations(stranger.id, { archived: false, limit: 10 })).toEqual({ items: [], nextCursor: null });
});

test('says which conversations are being written, and which wait for an approval', async () => {
  const expected = new Map<string, string>();
  for (const [status, state] of [
    ['held', 'writing'],
    ['queued', 'writing'],
    ['running', 'writing'],
    ['waiting_approval', 'writing'],
  ] as const) {
    expected.set((await createRun({ personId: ownerId, status })).conversationId, state);
  }
  const { conversationId: waiting } = await createRun({ personId: ownerId, status: 'completed' });
  await sqlRunner().query(
    `INSERT INTO tool_call (id, origin, conversation_id, requester_id, tool_name, tool_title, effect, arguments_text, arguments, argument_hash, state)
     VALUES (gen_random_uuid(), 'model', $1, $2, 'refund', '退款', 'change', '{}', '{}', 'hash', 'waiting_approval')`,
    [waiting, ownerId],
  );
  expected.set(waiting, 'waiting');
  const { items } = await listConversations(ownerId, { archived: false, limit: 50 });
  expect(new Map(items.map((item) => [item.id, item.state]))).toEqual(expected);
});

describe('what has ended unseen', () => {
  const endRun = async (status: 'completed' | 'failed' | 'stopped') => {
    const { conversationId, id: runId } = await createRun({ personId: ownerId, status });
    await sqlRunner().query(`UPDATE conversation SET read_at = now() - interval '1 minute' WHERE id = $1`, [
      conversationId,
    ]);
    await sqlRunner().query('UPDATE run SET finished_at = now() WHERE id = $1', [runId]);
    return conversationId;
  };
  const summaryOf = async (id: string) =>
    (await listConversations(ownerId, { archived: false, limit: 50 })).items.find((item) => item.id === id);

  test('is unread, with what happened; a stopped answer is no news', async () => {
    expect(await summaryOf(await endRun('completed'))).toMatchObject({
      state: 'unread',
      news: { kind: 'answered', tool: null },
    });
    expect(await summaryOf(await endRun('failed'))).toMatchObject({ state: 'unread', news: { kind: 'failed' } });
    expect(await summaryOf(await endRun('stopped'))).toMatchObject({ state: 'idle', news: null });
  });

  test('is read on every device once its owner has seen it on one', async () => {
    const id = await endRun('completed');
    expect(await updateConversation(ownerId, id, { read: true }, new Date(0))).toMatchObject({
      state: 'idle',
      news: null,
    });
    expect(await summaryOf(id)).toMatchObject({ state: 'idle', news: null });
  });

  test('names the newest decision of somebody else by what came of it, and says nothing while the call is being made', async () => {
    const { conversationId } = await createRun({ personId: ownerId, status: 'completed' });
    await sqlRunner().query(`UPDATE conversation SET read_at = now() - interval '1 hour' WHERE id = $1`, [
      conversationId,
    ]);
    const decider = await createPerson();
    const decide = async (title: string, state: string, decision: string, minutesAgo: number) => {
      await sqlRunner().query(
        `WITH call AS (
           INSERT INTO tool_call (id, origin, conversation_id, requester_id, tool_name, tool_title, effect, arguments_text, arguments, argument_hash, state)
           VALUES (gen_random_uuid(), 'model', $1, $2, 'refund', $3, 'change', '{}', '{}', 'hash', $4::tool_call_state) RETURNING id
         )
         INSERT INTO approval (id, call_id, tool_id, requester_id, argument_hash, arguments, policy, state, expires_at, decided_by_id, decided_at)
         SELECT gen_random_uuid(), id, gen_random_uuid(), $2, 'hash', '{}', '{}', $5::approval_state, now(), $6, now() - make_interval(mins => $7) FROM call`,
        [conversationId, ownerId, title, state, decision, decider.id, minutesAgo],
      );
      return (await summaryOf(conversationId))?.news;
    };
    expect(await decide('退款', 'running', 'approved', 30)).toBeNull();
    expect(await decide('改地址', 'refused', 'refused', 20)).toMatchObject({ kind: 'refused', tool: '改地址' });
    // Asked for later, decided earlier.
    expect(await decide('补发', 'done', 'approved', 40)).toMatchObject({ kind: 'refused', tool: '改地址' });
    expect(await decide('退运费', 'failed', 'approved', 10)).toMatchObject({ kind: 'failed', tool: '退运费' });
    expect(await decide('发券', 'done', 'approved', 5)).toMatchObject({ kind: 'approved', tool: '发券' });
  });
});
