import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, test } from 'vitest';
import { addQuestion } from '@/lib/conversations/add-question';
import { saveAnswer } from '@/lib/conversations/save-answer';
import { searchConversations } from '@/lib/conversations/search-conversations';
import { createPerson } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';

useTestDatabase();
const NOW = new Date('2026-11-22T08:00:00.000Z');
const DAY_MS = 86_400_000;
let ownerId: string;

beforeEach(async () => {
  ownerId = (await createPerson()).id;
});

/** A conversation of `of` with one question and one answer; returns the ids. */
async function talk(question: string, answer: string, { of = ownerId, daysAgo = 0 } = {}) {
  const ids = { conversationId: uuidv7(), questionId: uuidv7(), answerId: uuidv7() };
  const now = new Date(NOW.getTime() - daysAgo * DAY_MS);
  await addQuestion(sqlRunner(), {
    conversationId: ids.conversationId,
    ownerId: of,
    messageId: ids.questionId,
    assistantMessageId: ids.answerId,
    parentId: null,
    text: question,
    now,
  });
  await saveAnswer(sqlRunner(), {
    messageId: ids.answerId,
    parts: [{ type: 'text', text: answer }],
    origin: { model: 'm', isDemo: true, mode: 'quick' },
    now,
  });
  return ids;
}

/** What is marked in the answers that were found. */
async function foundIn(answer: string, query: string): Promise<string[]> {
  const { answerId } = await talk('？', answer);
  const hits = await searchConversations(ownerId, query, NOW);
  const hit = hits.find(({ messageId }) => messageId === answerId);
  return (hit?.highlights ?? []).map(([start, end]) => hit?.snippet.slice(start, end) ?? '');
}

describe('finds', () => {
  test.each([
    ['two characters', '这台服务器的显存不够', '显存', ['显存']],
    ['one character', '这台服务器的显存不够', '够', ['够']],
    ['a longer word across pairs', '请查一下显存占用率', '显存占用', ['显存占用']],
    ['mixed text, joined', '升级 GPU 显存', 'GPU显存', ['GPU', '显存']],
    ['mixed text, joined in the message and apart in the query', '升级GPU显存', '显存 gpu', ['GPU', '显存']],
    ['whatever the case', 'Use PostgreSQL here', 'POSTGRESQL', ['PostgreSQL']],
    ['full-width letters and digits', '型号是ＲＴＸ３０９０', 'rtx3090', ['ＲＴＸ３０９０']],
    ['by full-width letters', '型号是 RTX3090', 'ｒｔｘ３０９０', ['RTX3090']],
    ['past punctuation', '注意：“显存”、显卡！', '“显存”，', ['显存']],
    ['the beginning of a word', 'check the configuration', 'confi', ['confi']],
    ['a part of an identifier', 'call getUserName()', 'username', ['UserName']],
    ['a snake-case identifier', 'set max_model_len', 'max_model_len', ['max', 'model', 'len']],
    ['a long number', '工单 2026112200012345', '2026112200012345', ['2026112200012345']],
    ['a word that tsquery would read as syntax', "it's a | b & c", "it's", ['it', 's']],
    ['characters outside the basic plane', '我爱𠮷野家', '𠮷野', ['𠮷野']],
    ['Japanese', '東京タワーへ行く', 'タワー', ['タワー']],
  ])('%s', async (_name, answer, query, marked) => {
    expect(await foundIn(answer, query)).toEqual(marked);
  });
});

describe('does not find', () => {
  test.each([
    ['pairs that are not neighbours', '显存占了，存占，占用', '显存占用'],
    ['only some of the words', '显存不够', '显存 显卡'],
    ['the middle of a word', 'concatenate', 'cat'],
    ['another number with the same beginning', '工单 2026112200012399', '2026112200012345'],
    ['punctuation', '真的？？？', '？？'],
    ['nothing', '显存', '   '],
  ])('%s', async (_name, answer, query) => {
    expect(await foundIn(answer, query)).toEqual([]);
  });
});

test('puts a title before a message, then the newer before the older, whatever the month', async () => {
  const old = await talk('旧的', '关于显卡', { daysAgo: 200 });
  const titled = await talk('显卡', '无', { daysAgo: 400 });
  const fresh = await talk('新的', '关于显卡', { daysAgo: 2 });
  const hits = await searchConversations(ownerId, '显卡', NOW);
  expect(hits.map(({ conversationId, messageId }) => [conversationId, messageId])).toEqual([
    // The title decides the place, the message is where it opens.
    [titled.conversationId, titled.questionId],
    [fresh.conversationId, fresh.answerId],
    [old.conversationId, old.answerId],
  ]);
});

test('finds a rare word among very many newer messages with the common one', async () => {
  const rare = await talk('稀有', '鑫源合同', { daysAgo: 300 });
  await sqlRunner().query(
    `WITH m AS (INSERT INTO message (id, conversation_id, role, parts, created_at) SELECT gen_random_uuid(), $1, 'assistant', '[{"type":"text","text":"合同"}]', $2 FROM generate_series(1, 400) RETURNING id)
     INSERT INTO search_entry (id, owner_id, conversation_id, is_title, tokens, created_at) SELECT id, $3::uuid, $1, false, array_to_tsvector(ARRAY[right($3::uuid::text, 1) || '合同', '#' || replace($3::uuid::text, '-', '') || '202611']), $2 FROM m`,
    [rare.conversationId, NOW, ownerId],
  );
  expect(await searchConversations(ownerId, '鑫源', NOW)).toMatchObject([{ messageId: rare.answerId }]);
  const [common, ...others] = await searchConversations(ownerId, '合同', NOW);
  expect(common?.more).toBeGreaterThan(100);
  expect(others).toEqual([]);
});

test("never shows another person's, even where an entry stands on the wrong partition", async () => {
  const stranger = await createPerson();
  const theirs = await talk('机密', '显卡机密', { of: stranger.id });
  await sqlRunner().query(
    `UPDATE search_entry SET tokens = tokens || array_to_tsvector(ARRAY[right($2::uuid::text, 1) || '机密', '#' || replace($2::uuid::text, '-', '') || '202611']) WHERE conversation_id = $1`,
    [theirs.conversationId, ownerId],
  );
  await talk('我的', '无关');
  expect(await searchConversations(ownerId, '机密', NOW)).toEqual([]);
  expect(await searchConversations(stranger.id, '机密', NOW)).not.toEqual([]);
});

test('finds nothing for somebody who has written nothing', async () => {
  expect(await searchConversations(ownerId, '显存', NOW)).toEqual([]);
});
