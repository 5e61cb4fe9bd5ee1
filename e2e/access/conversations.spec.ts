import type { APIRequestContext, APIResponse } from '@playwright/test';
import { v7 as uuidv7 } from 'uuid';
import { seedConversation, type SeededConversation } from '@/e2e/access/seed-conversation';
import { seedGrant, seedTool } from '@/e2e/access/seed-tool';
import { expect, test } from '@/e2e/access/fixtures';
import { conversationPageSchema } from '@/lib/conversations/contracts';

/** Every route of a conversation, as [what it does, the request]. */
const ROUTES: readonly (readonly [
  string,
  (request: APIRequestContext, conversation: SeededConversation) => Promise<APIResponse>,
])[] = [
  ['GET /api/conversations/[conversationId]', (request, { id }) => request.get(`/api/conversations/${id}`)],
  [
    'PATCH /api/conversations/[conversationId] (title)',
    (request, { id }) => request.patch(`/api/conversations/${id}`, { data: { title: '改名' } }),
  ],
  [
    'PATCH /api/conversations/[conversationId] (leaf)',
    (request, { id, questionId }) => request.patch(`/api/conversations/${id}`, { data: { leafMessageId: questionId } }),
  ],
  [
    'GET /api/conversations/[conversationId]/export (Markdown)',
    (request, { id }) => request.get(`/api/conversations/${id}/export?format=markdown`),
  ],
  [
    'GET /api/conversations/[conversationId]/export (JSON)',
    (request, { id }) => request.get(`/api/conversations/${id}/export?format=json`),
  ],
  ['DELETE /api/conversations/[conversationId]', (request, { id }) => request.delete(`/api/conversations/${id}`)],
  [
    'POST /api/conversations/[conversationId]/restore',
    (request, { id }) => request.post(`/api/conversations/${id}/restore`),
  ],
];

test('GET /api/conversations: everybody sees their own, archived or not', async ({ signInAs, database }) => {
  const owner = await signInAs('employee');
  const stranger = await signInAs('employee');
  const conversation = await seedConversation(database, owner.person.id, '我的对话', ['对话']);
  const idsOf = async (context: APIRequestContext, query = ''): Promise<string[]> => {
    const answer = await context.get(`/api/conversations${query}`);
    return conversationPageSchema.parse(await answer.json()).items.map(({ id }) => id);
  };
  expect(await idsOf(owner.request)).toEqual([conversation.id]);
  expect(await idsOf(stranger.request)).toEqual([]);
  await owner.request.patch(`/api/conversations/${conversation.id}`, { data: { archived: true } });
  expect(await idsOf(owner.request)).toEqual([]);
  expect(await idsOf(owner.request, '?archived=true')).toEqual([conversation.id]);
  expect(await idsOf(stranger.request, '?archived=true')).toEqual([]);
});

test('a deleted conversation is gone for its owner too, until its owner restores it', async ({
  signInAs,
  database,
}) => {
  const owner = await signInAs('employee');
  const stranger = await signInAs('employee');
  const conversation = await seedConversation(database, owner.person.id, '删掉的', ['删掉']);
  expect((await owner.request.delete(`/api/conversations/${conversation.id}`)).status()).toBe(204);
  for (const [name, send] of ROUTES.slice(0, -1))
    expect((await send(owner.request, conversation)).status(), name).toBe(404);
  expect((await stranger.request.post(`/api/conversations/${conversation.id}/restore`)).status()).toBe(404);
  expect((await owner.request.get(`/api/conversations/${conversation.id}`)).status()).toBe(404);
  expect((await owner.request.post(`/api/conversations/${conversation.id}/restore`)).status()).toBe(200);
  expect((await owner.request.get(`/api/conversations/${conversation.id}`)).status()).toBe(200);
});

test("the shown version cannot be a message of another person's conversation", async ({ signInAs, database }) => {
  const owner = await signInAs('employee');
  const stranger = await signInAs('employee');
  const mine = await seedConversation(database, owner.person.id, '我的', ['我的']);
  const theirs = await seedConversation(database, stranger.person.id, '别人的', ['别人']);
  expect(
    (await owner.request.patch(`/api/conversations/${mine.id}`, { data: { leafMessageId: theirs.answerId } })).status(),
  ).toBe(404);
});

test('an exported file has its Chinese name and is never shown in the page', async ({ signInAs, database }) => {
  const owner = await signInAs('employee');
  const conversation = await seedConversation(database, owner.person.id, '显存/预算', ['显存']);
  const answer = await owner.request.get(`/api/conversations/${conversation.id}/export?format=markdown`);
  expect(answer.headers()['content-disposition']).toMatch(
    /^attachment; filename="[\x20-\x7e]+"; filename\*=UTF-8''%E6%98%BE%E5%AD%98%20%E9%A2%84%E7%AE%97-\d{4}-\d\d-\d\d\.md$/,
  );
  expect(answer.headers()['x-content-type-options']).toBe('nosniff');
  await expect(answer.text()).resolves.toContain('## 提问');
});

test('an export has the tool calls: arguments, state and result', async ({ signInAs, database }) => {
  const owner = await signInAs('employee');
  const conversation = await seedConversation(database, owner.person.id, '算一下', ['算']);
  const tool = await seedTool(database);
  await seedGrant(database, tool.id, owner.person.id);
  const called = await owner.request.post('/api/tool-calls', {
    data: { id: uuidv7(), toolId: tool.id, arguments: { expression: '6*7' }, conversationId: conversation.id },
  });
  expect(called.status()).toBe(200);
  const json = (await (
    await owner.request.get(`/api/conversations/${conversation.id}/export?format=json`)
  ).json()) as unknown;
  expect(json).toMatchObject({
    toolCalls: [
      {
        origin: 'person',
        toolName: tool.name,
        state: 'done',
        arguments: { expression: '6*7' },
        result: { type: 'json', isWhole: true, text: expect.stringContaining('42') },
      },
    ],
  });
  const markdown = await (
    await owner.request.get(`/api/conversations/${conversation.id}/export?format=markdown`)
  ).text();
  expect(markdown).toMatch(
    /## 手动调用\n\n\*\*计算\*\*.+完成.+\n\n参数\n\n```json\n\{\n {2}"expression": "6\*7"\n\}\n```\n\n结果\n\n```json\n.*42/,
  );
});
