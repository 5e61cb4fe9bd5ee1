import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, test } from 'vitest';
import { addQuestion } from '@/lib/conversations/add-question';
import { MAX_PINNED, type MessageDto } from '@/lib/conversations/contracts';
import { deleteConversation, listUnfinishedRunIds } from '@/lib/conversations/delete-conversation';
import { exportConversation } from '@/lib/conversations/export-conversation';
import { getConversation } from '@/lib/conversations/get-conversation';
import { restoreConversation } from '@/lib/conversations/restore-conversation';
import { searchConversations } from '@/lib/conversations/search-conversations';
import { setEngineTitle } from '@/lib/conversations/set-engine-title';
import { sweepDeletedConversations } from '@/lib/conversations/sweep-deleted-conversations';
import { updateConversation } from '@/lib/conversations/update-conversation';
import { createPerson, createRun } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';

useTestDatabase();
const NOW = new Date('2026-11-22T08:00:00.000Z');
const DAY_MS = 86_400_000;
const labels = {
  question: '提问',
  answer: '回答',
  demo: '演示',
  empty: '没有内容',
  formatDate: (date: string) => date,
  files: '文件：',
  lookUps: '手动调用',
  arguments: '参数',
  result: '结果',
  formatCut: ({ shown, chars }: { shown: number; chars: number }) => `前 ${shown} / ${chars}`,
  formatState: ({ state }: { state: string }) => state,
};
let ownerId: string;
let strangerId: string;
let conversationId: string;
let answerId: string;

beforeEach(async () => {
  ownerId = (await createPerson()).id;
  strangerId = (await createPerson()).id;
  ({ conversationId, answerId } = await ask('第一个问题'));
});

async function ask(text: string): Promise<{ conversationId: string; answerId: string }> {
  const ids = { conversationId: uuidv7(), answerId: uuidv7() };
  await addQuestion(sqlRunner(), {
    conversationId: ids.conversationId,
    ownerId,
    messageId: uuidv7(),
    assistantMessageId: ids.answerId,
    parentId: null,
    text,
    now: NOW,
  });
  return ids;
}

describe('titles', () => {
  test('an engine replaces the one made from the text, once; search finds the new one', async () => {
    expect(await setEngineTitle(conversationId, ' 显卡\n选购 ')).toBe(true);
    expect(await setEngineTitle(conversationId, '又一个')).toBe(false);
    expect((await getConversation(ownerId, conversationId)).title).toBe('显卡 选购');
    expect(await searchConversations(ownerId, '选购', NOW)).toMatchObject([{ messageId: null, title: '显卡 选购' }]);
  });

  test('an engine never overwrites what a person chose, and sets no empty one', async () => {
    expect(await setEngineTitle(conversationId, ' \u200B ')).toBe(false);
    await updateConversation(ownerId, conversationId, { title: '我的标题' }, NOW);
    expect(await setEngineTitle(conversationId, '引擎的标题')).toBe(false);
    expect((await getConversation(ownerId, conversationId)).title).toBe('我的标题');
  });

  test('a renamed conversation is found by its new title alone', async () => {
    await updateConversation(ownerId, conversationId, { title: '季度预算' }, NOW);
    expect(await searchConversations(ownerId, '预算', NOW)).toHaveLength(1);
    expect((await searchConversations(ownerId, '第一个', NOW)).map(({ messageId }) => messageId)).not.toContain(null);
    await expect(updateConversation(ownerId, conversationId, { title: '\u200B' }, NOW)).rejects.toMatchObject({
      code: 'title-empty',
    });
  });
});

describe('updateConversation', () => {
  test('pins, unpins, archives, and leaves alone what is not given', async () => {
    expect(await updateConversation(ownerId, conversationId, { pinned: true }, NOW)).toMatchObject({
      pinned: true,
      archived: false,
      title: '第一个问题',
    });
    expect(await updateConversation(ownerId, conversationId, { archived: true }, NOW)).toMatchObject({
      pinned: true,
      archived: true,
    });
    expect(await updateConversation(ownerId, conversationId, { pinned: false, archived: false }, NOW)).toMatchObject({
      pinned: false,
      archived: false,
    });
    expect(await updateConversation(ownerId, conversationId, {}, NOW)).toMatchObject({ activeAt: NOW.toISOString() });
  });

  test('shows another version, but no message of another conversation', async () => {
    const { messages } = await getConversation(ownerId, conversationId);
    const root = messages[0]?.id ?? '';
    await updateConversation(ownerId, conversationId, { leafMessageId: root }, NOW);
    expect((await getConversation(ownerId, conversationId)).leafMessageId).toBe(root);
    const elsewhere = await ask('别处');
    for (const leafMessageId of [elsewhere.answerId, uuidv7()]) {
      await expect(
        updateConversation(ownerId, conversationId, { leafMessageId, title: '不该改' }, NOW),
      ).rejects.toMatchObject({ kind: 'not-found' });
    }
    expect(await getConversation(ownerId, conversationId)).toMatchObject({ leafMessageId: root, title: '第一个问题' });
  });

  test('pins no more than the limit; what is pinned stays so', async () => {
    await sqlRunner().query(
      `INSERT INTO conversation (id, owner_id, title, pinned_at) SELECT gen_random_uuid(), $1, 'x', now() FROM generate_series(1, $2)`,
      [ownerId, MAX_PINNED - 1],
    );
    await updateConversation(ownerId, conversationId, { pinned: true }, NOW);
    expect(await updateConversation(ownerId, conversationId, { pinned: true }, NOW)).toMatchObject({ pinned: true });
    const other = await ask('再来一个');
    await expect(updateConversation(ownerId, other.conversationId, { pinned: true }, NOW)).rejects.toMatchObject({
      kind: 'conflict',
      code: 'too-many-pinned',
    });
  });
});

describe('what is not mine is not found', () => {
  test('in every function', async () => {
    const attempts = await Promise.allSettled([
      getConversation(strangerId, conversationId),
      updateConversation(strangerId, conversationId, { title: 'x' }, NOW),
      updateConversation(strangerId, conversationId, { leafMessageId: answerId }, NOW),
      updateConversation(strangerId, conversationId, { read: true }, NOW),
      deleteConversation(strangerId, conversationId, NOW),
      restoreConversation(strangerId, conversationId),
      exportConversation(strangerId, conversationId, 'json', {
        calls: [],
        labels,
        now: NOW,
        timeZone: 'Asia/Shanghai',
      }),
      exportConversation(strangerId, conversationId, 'markdown', {
        calls: [],
        labels,
        now: NOW,
        timeZone: 'Asia/Shanghai',
      }),
    ]);
    for (const attempt of attempts)
      expect(attempt).toMatchObject({ status: 'rejected', reason: { kind: 'not-found' } });
    expect(await getConversation(ownerId, conversationId)).toMatchObject({
      title: '第一个问题',
      leafMessageId: answerId,
    });
    expect(await searchConversations(strangerId, '第一个', NOW)).toEqual([]);
  });

  test('nor can a stranger restore what its owner deleted, or see its runs', async () => {
    const run = await createRun({ personId: ownerId, status: 'running' });
    expect(await listUnfinishedRunIds(strangerId, run.conversationId)).toEqual([]);
    await deleteConversation(ownerId, conversationId, NOW);
    await expect(restoreConversation(strangerId, conversationId)).rejects.toMatchObject({ kind: 'not-found' });
    await expect(getConversation(ownerId, conversationId)).rejects.toMatchObject({ kind: 'not-found' });
  });
});

describe('deletion', () => {
  test('hides it everywhere, and undo brings all of it back', async () => {
    const before = await getConversation(ownerId, conversationId);
    await deleteConversation(ownerId, conversationId, NOW);
    await expect(getConversation(ownerId, conversationId)).rejects.toMatchObject({ kind: 'not-found' });
    await expect(updateConversation(ownerId, conversationId, { pinned: true }, NOW)).rejects.toMatchObject({
      kind: 'not-found',
    });
    await expect(deleteConversation(ownerId, conversationId, NOW)).rejects.toMatchObject({ kind: 'not-found' });
    expect(await setEngineTitle(conversationId, 'x')).toBe(false);
    expect(await searchConversations(ownerId, '第一个', NOW)).toEqual([]);
    expect(await restoreConversation(ownerId, conversationId)).toMatchObject({ id: conversationId });
    expect(await restoreConversation(ownerId, conversationId)).toMatchObject({ id: conversationId });
    expect(await getConversation(ownerId, conversationId)).toEqual(before);
    expect(await searchConversations(ownerId, '第一个', NOW)).not.toEqual([]);
  });

  test('the sweep removes for good what was deleted more than 30 days ago, with everything that hangs on it', async () => {
    const run = await createRun({ personId: ownerId, status: 'stopped' });
    const recent = await ask('刚删的');
    await deleteConversation(ownerId, conversationId, new Date(NOW.getTime() - 31 * DAY_MS));
    await deleteConversation(ownerId, run.conversationId, new Date(NOW.getTime() - 31 * DAY_MS));
    await deleteConversation(ownerId, recent.conversationId, new Date(NOW.getTime() - 29 * DAY_MS));
    expect(await sweepDeletedConversations(NOW)).toBe(2);
    await expect(restoreConversation(ownerId, conversationId)).rejects.toMatchObject({ kind: 'not-found' });
    expect(await restoreConversation(ownerId, recent.conversationId)).toMatchObject({ title: '刚删的' });
    for (const table of ['message', 'search_entry', 'run']) {
      const { rows } = await sqlRunner().query(`SELECT FROM ${table} WHERE conversation_id = ANY($1)`, [
        [conversationId, run.conversationId],
      ]);
      expect(rows, table).toEqual([]);
    }
  });

  test('removes more than one batch', async () => {
    await sqlRunner().query(
      `INSERT INTO conversation (id, owner_id, title, deleted_at) SELECT gen_random_uuid(), $1, 'x', $2 FROM generate_series(1, 230)`,
      [ownerId, new Date(NOW.getTime() - 40 * DAY_MS)],
    );
    expect(await sweepDeletedConversations(NOW)).toBe(230);
    expect(await sweepDeletedConversations(NOW)).toBe(0);
  });

  test('returns the runs in the order to stop them: those behind another before it', async () => {
    const active = await createRun({ personId: ownerId, status: 'running' });
    const held = await createRun({ personId: ownerId, conversationId: active.conversationId, status: 'held' });
    await createRun({ personId: ownerId, conversationId: active.conversationId, status: 'completed' });
    expect(await listUnfinishedRunIds(ownerId, active.conversationId)).toEqual([held.id, active.id]);
  });
});

describe('getConversation', () => {
  const runOf = (messages: readonly MessageDto[], id: string) => messages.find((message) => message.id === id)?.run;

  test('gives each answer its latest run', async () => {
    const insert = (kind: string, status: string, at: Date): Promise<unknown> =>
      sqlRunner().query(
        `INSERT INTO run (id, kind, conversation_id, user_message_id, assistant_message_id, person_id, mode, status, prompt_tokens, expected_output, home_instance_id, enqueued_at, error)
         VALUES (gen_random_uuid(), $1::run_kind, $2, $3, $3, $4, 'quick', $5::run_status, 1, 1, gen_random_uuid(), $6, '{"code":"engine-lost"}')`,
        [kind, conversationId, answerId, ownerId, status, at],
      );
    expect(runOf((await getConversation(ownerId, conversationId)).messages, answerId)).toBeNull();
    await insert('continuation', 'interrupted', new Date(NOW.getTime() + 1));
    await insert('answer', 'completed', NOW);
    expect(runOf((await getConversation(ownerId, conversationId)).messages, answerId)).toMatchObject({
      status: 'interrupted',
      error: { code: 'engine-lost' },
    });
  });

  test('exports the whole tree as JSON', async () => {
    const { content, fileName } = await exportConversation(ownerId, conversationId, 'json', {
      calls: [],
      labels,
      now: NOW,
      timeZone: 'Asia/Shanghai',
    });
    expect(fileName).toBe('第一个问题-2026-11-22.json');
    const evening = new Date('2026-11-22T17:00:00Z');
    const nameIn = async (timeZone: string): Promise<string> =>
      (await exportConversation(ownerId, conversationId, 'markdown', { calls: [], labels, now: evening, timeZone }))
        .fileName;
    expect(await nameIn('Asia/Shanghai')).toBe('第一个问题-2026-11-23.md');
    expect(await nameIn('America/New_York')).toBe('第一个问题-2026-11-22.md');
    expect(JSON.parse(content)).toMatchObject({
      version: 1,
      id: conversationId,
      leafMessageId: answerId,
      messages: [{ role: 'user' }, { role: 'assistant', id: answerId }],
    });
  });
});
