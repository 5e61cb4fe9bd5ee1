import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, test } from 'vitest';
import { addAnswerVersion } from '@/lib/conversations/add-answer-version';
import { addQuestion } from '@/lib/conversations/add-question';
import { deleteConversation } from '@/lib/conversations/delete-conversation';
import { getConversation } from '@/lib/conversations/get-conversation';
import { findOwnedMessage, loadBranch } from '@/lib/conversations/load-branch';
import { saveAnswer } from '@/lib/conversations/save-answer';
import { searchConversations } from '@/lib/conversations/search-conversations';
import { createPerson } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';

useTestDatabase();
const now = new Date('2026-11-22T08:00:00.000Z');
const origin = { model: 'qwen3-14b', isDemo: false, mode: 'thinking' as const, promptTokens: 12, outputTokens: 34 };
let ownerId: string;
let strangerId: string;
let conversationId: string;
let questionId: string;
let answerId: string;

beforeEach(async () => {
  ownerId = (await createPerson()).id;
  strangerId = (await createPerson()).id;
  conversationId = uuidv7();
  questionId = uuidv7();
  answerId = uuidv7();
  await addQuestion(sqlRunner(), {
    conversationId,
    ownerId,
    messageId: questionId,
    assistantMessageId: answerId,
    parentId: null,
    text: '问',
    now,
  });
});

describe('saveAnswer', () => {
  test('writes parts and origin; search finds the text and not the reasoning', async () => {
    await saveAnswer(sqlRunner(), {
      messageId: answerId,
      parts: [
        { type: 'reasoning', text: '秘密推理', durationMs: 800 },
        { type: 'text', text: '换一张显卡' },
      ],
      origin,
      now,
    });
    expect(await findOwnedMessage(sqlRunner(), ownerId, answerId)).toMatchObject({
      conversationId,
      parentId: questionId,
      origin,
      parts: [{ type: 'reasoning' }, { type: 'text', text: '换一张显卡' }],
    });
    expect(await searchConversations(ownerId, '显卡', now)).toMatchObject([{ conversationId, messageId: answerId }]);
    expect(await searchConversations(ownerId, '秘密', now)).toEqual([]);
  });

  test('overwrites when saved again, as a continuation does', async () => {
    await saveAnswer(sqlRunner(), { messageId: answerId, parts: [{ type: 'text', text: '前半' }], origin, now });
    await saveAnswer(sqlRunner(), {
      messageId: answerId,
      parts: [{ type: 'text', text: '前半后半' }],
      origin,
      now: new Date('2026-12-01T00:00:00Z'),
    });
    expect(await searchConversations(ownerId, '后半', now)).toHaveLength(1);
    expect(await searchConversations(ownerId, '前半', now)).toHaveLength(1);
  });

  test('takes no text at all, and text that jsonb refuses', async () => {
    await saveAnswer(sqlRunner(), { messageId: answerId, parts: [], origin, now });
    await saveAnswer(sqlRunner(), { messageId: answerId, parts: [{ type: 'text', text: `x\0\udc00` }], origin, now });
    expect(await findOwnedMessage(sqlRunner(), ownerId, answerId)).toMatchObject({ parts: [{ text: 'x\uFFFD' }] });
  });

  test('refuses a question and a message that is gone', async () => {
    await expect(saveAnswer(sqlRunner(), { messageId: questionId, parts: [], origin, now })).rejects.toMatchObject({
      kind: 'not-found',
    });
    await expect(saveAnswer(sqlRunner(), { messageId: uuidv7(), parts: [], origin, now })).rejects.toMatchObject({
      kind: 'not-found',
    });
  });
});

describe('addAnswerVersion', () => {
  test('adds a sibling under the same question and shows it', async () => {
    const newAssistantMessageId = uuidv7();
    expect(
      await addAnswerVersion(sqlRunner(), { ownerId, assistantMessageId: answerId, newAssistantMessageId, now }),
    ).toEqual({ conversationId, userMessageId: questionId });
    const conversation = await getConversation(ownerId, conversationId);
    expect(conversation.leafMessageId).toBe(newAssistantMessageId);
    expect(conversation.messages.filter(({ parentId }) => parentId === questionId).map(({ id }) => id)).toEqual([
      answerId,
      newAssistantMessageId,
    ]);
  });

  test("is not found for another person's answer, for a question, and in a deleted conversation", async () => {
    const version = { ownerId, assistantMessageId: answerId, newAssistantMessageId: uuidv7(), now };
    await expect(addAnswerVersion(sqlRunner(), { ...version, ownerId: strangerId })).rejects.toMatchObject({
      kind: 'not-found',
    });
    await expect(addAnswerVersion(sqlRunner(), { ...version, assistantMessageId: questionId })).rejects.toMatchObject({
      kind: 'not-found',
    });
    await deleteConversation(ownerId, conversationId, now);
    await expect(addAnswerVersion(sqlRunner(), version)).rejects.toMatchObject({ kind: 'not-found' });
  });
});

describe('loadBranch', () => {
  test('goes from the root to the message, past other versions', async () => {
    const version = uuidv7();
    await addAnswerVersion(sqlRunner(), { ownerId, assistantMessageId: answerId, newAssistantMessageId: version, now });
    const next = uuidv7();
    await addQuestion(sqlRunner(), {
      conversationId,
      ownerId,
      messageId: next,
      assistantMessageId: uuidv7(),
      parentId: version,
      text: '再问',
      now,
    });
    expect((await loadBranch(sqlRunner(), next)).map(({ id }) => id)).toEqual([questionId, version, next]);
    expect((await loadBranch(sqlRunner(), answerId)).map(({ id, role }) => [id, role])).toEqual([
      [questionId, 'user'],
      [answerId, 'assistant'],
    ]);
  });

  test('is empty for a message that does not exist', async () => {
    expect(await loadBranch(sqlRunner(), uuidv7())).toEqual([]);
  });
});

test('findOwnedMessage distinguishes mine from not mine', async () => {
  expect(await findOwnedMessage(sqlRunner(), ownerId, answerId)).toMatchObject({
    id: answerId,
    conversationId,
    parentId: questionId,
    parts: [],
    origin: null,
  });
  expect(await findOwnedMessage(sqlRunner(), strangerId, answerId)).toBeNull();
  expect(await findOwnedMessage(sqlRunner(), ownerId, uuidv7())).toBeNull();
  await deleteConversation(ownerId, conversationId, now);
  expect(await findOwnedMessage(sqlRunner(), ownerId, answerId)).toBeNull();
});
