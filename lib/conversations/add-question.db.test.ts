import { v7 as uuidv7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { addQuestion, type AddedQuestion, type NewQuestion } from '@/lib/conversations/add-question';
import { deleteConversation } from '@/lib/conversations/delete-conversation';
import { getConversation } from '@/lib/conversations/get-conversation';
import { listConversations } from '@/lib/conversations/list-conversations';
import { updateConversation } from '@/lib/conversations/update-conversation';
import { createMessage, createPerson } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';

useTestDatabase();
const NOW = new Date('2026-11-22T08:00:00.000Z');

async function newQuestion(given: Partial<NewQuestion> = {}): Promise<NewQuestion> {
  const ownerId = given.ownerId ?? (await createPerson()).id;
  return {
    conversationId: uuidv7(),
    messageId: uuidv7(),
    assistantMessageId: uuidv7(),
    parentId: null,
    text: '显存不够怎么办？',
    now: NOW,
    ...given,
    ownerId,
  };
}
const add = (question: NewQuestion): Promise<AddedQuestion> => withTransaction((sql) => addQuestion(sql, question));

describe('a first question', () => {
  test('creates the conversation, the question and its empty answer, which is shown', async () => {
    const question = await newQuestion();
    expect(await add(question)).toEqual({ created: true, conversationCreated: true });
    const conversation = await getConversation(question.ownerId, question.conversationId);
    expect(conversation).toMatchObject({
      title: '显存不够怎么办？',
      leafMessageId: question.assistantMessageId,
      activeAt: NOW.toISOString(),
    });
    expect(conversation.messages).toMatchObject([
      { id: question.messageId, parentId: null, role: 'user', parts: [{ type: 'text', text: question.text }] },
      { id: question.assistantMessageId, parentId: question.messageId, role: 'assistant', parts: [] },
    ]);
  });

  test('keeps what jsonb refuses out of the database', async () => {
    const question = await newQuestion({ text: `a\0b\ud83d` });
    await add(question);
    const { messages } = await getConversation(question.ownerId, question.conversationId);
    expect(messages[0]?.parts).toEqual([{ type: 'text', text: 'ab\uFFFD' }]);
  });
});

describe('asking again with the same message id', () => {
  test('changes nothing', async () => {
    const question = await newQuestion();
    await add(question);
    const before = await getConversation(question.ownerId, question.conversationId);
    expect(await add({ ...question, text: 'other', assistantMessageId: uuidv7(), now: new Date() })).toEqual({
      created: false,
      conversationCreated: false,
    });
    expect(await getConversation(question.ownerId, question.conversationId)).toEqual(before);
  });

  test('stores it once when twenty arrive together, in a new conversation and in an old one', async () => {
    const first = await newQuestion();
    const repeated = await Promise.all(
      Array.from({ length: 20 }, () => add({ ...first, assistantMessageId: uuidv7() })),
    );
    expect(repeated.filter(({ created }) => created)).toEqual([{ created: true, conversationCreated: true }]);
    const { leafMessageId } = await getConversation(first.ownerId, first.conversationId);
    const next = { ...first, messageId: uuidv7(), parentId: leafMessageId };
    const again = await Promise.all(Array.from({ length: 20 }, () => add({ ...next, assistantMessageId: uuidv7() })));
    expect(again.filter(({ created }) => created)).toEqual([{ created: true, conversationCreated: false }]);
    const conversation = await getConversation(first.ownerId, first.conversationId);
    expect(conversation.messages).toHaveLength(4);
    expect(conversation.messages.map(({ id }) => id)).toContain(conversation.leafMessageId);
  });

  test('is not found from another person or for another conversation', async () => {
    const question = await newQuestion();
    await add(question);
    const stranger = await createPerson();
    await expect(add({ ...question, ownerId: stranger.id })).rejects.toMatchObject({ kind: 'not-found' });
    await expect(add({ ...question, ownerId: stranger.id, conversationId: uuidv7() })).rejects.toMatchObject({
      kind: 'not-found',
    });
    await expect(add({ ...question, conversationId: uuidv7() })).rejects.toMatchObject({ kind: 'not-found' });
  });
});

describe('a further question', () => {
  test('goes under an answer, is shown, and brings the conversation to the top and out of the archive', async () => {
    const first = await newQuestion();
    await add(first);
    await updateConversation(first.ownerId, first.conversationId, { archived: true }, NOW);
    const later = new Date(NOW.getTime() + 60_000);
    const next = {
      ...first,
      messageId: uuidv7(),
      assistantMessageId: uuidv7(),
      parentId: first.assistantMessageId,
      now: later,
    };
    expect(await add(next)).toEqual({ created: true, conversationCreated: false });
    const { items } = await listConversations(first.ownerId, { archived: false, limit: 10 });
    expect(items).toMatchObject([{ id: first.conversationId, archived: false, activeAt: later.toISOString() }]);
    expect(await getConversation(first.ownerId, first.conversationId)).toMatchObject({
      leafMessageId: next.assistantMessageId,
      title: '显存不够怎么办？',
    });
  });

  test('can be another version of the first', async () => {
    const first = await newQuestion();
    await add(first);
    await add({ ...first, messageId: uuidv7(), assistantMessageId: uuidv7(), text: '改过的问题' });
    const { messages } = await getConversation(first.ownerId, first.conversationId);
    expect(messages.filter(({ parentId }) => parentId === null)).toHaveLength(2);
  });

  test('is refused under a question, under a message of elsewhere, and under nothing', async () => {
    const first = await newQuestion();
    await add(first);
    const elsewhere = await newQuestion({ ownerId: first.ownerId });
    await add(elsewhere);
    for (const parentId of [first.messageId, elsewhere.assistantMessageId, uuidv7()]) {
      const next = { ...first, messageId: uuidv7(), assistantMessageId: uuidv7(), parentId };
      await expect(add(next)).rejects.toMatchObject({ kind: 'invalid', code: 'parent-message-unknown' });
    }
    expect((await getConversation(first.ownerId, first.conversationId)).messages).toHaveLength(2);
  });

  test("is not found in another person's conversation and in a deleted one, and leaves nothing behind", async () => {
    const first = await newQuestion();
    await add(first);
    const stranger = await createPerson();
    const next = { ...first, messageId: uuidv7(), assistantMessageId: uuidv7(), parentId: first.assistantMessageId };
    await expect(add({ ...next, ownerId: stranger.id })).rejects.toMatchObject({ kind: 'not-found' });
    await deleteConversation(first.ownerId, first.conversationId, NOW);
    await expect(add(next)).rejects.toMatchObject({ kind: 'not-found' });
    const { rows } = await sqlRunner().query('SELECT id FROM message WHERE conversation_id = $1', [
      first.conversationId,
    ]);
    expect(rows).toHaveLength(2);
  });

  test('cannot take the id of a message that exists elsewhere', async () => {
    const first = await newQuestion();
    await add(first);
    const other = await newQuestion();
    await add(other);
    const taken = await createMessage({ conversationId: first.conversationId });
    await expect(add({ ...other, messageId: taken.id, parentId: other.assistantMessageId })).rejects.toMatchObject({
      kind: 'not-found',
    });
  });
});
