import type { APIRequestContext } from '@playwright/test';
import { seedConversation } from '@/e2e/access/seed-conversation';
import { expect, test } from '@/e2e/access/fixtures';
import { searchResultSchema, type SearchHit } from '@/lib/conversations/contracts';

async function search(request: APIRequestContext, q: string): Promise<SearchHit[]> {
  const answer = await request.get(`/api/search?${new URLSearchParams({ q })}`);
  expect(answer.status()).toBe(200);
  return searchResultSchema.parse(await answer.json()).hits;
}

test('GET /api/search: finds only my own, also when others have the word', async ({ signInAs, database }) => {
  const owner = await signInAs('employee');
  const stranger = await signInAs('employee');
  const admin = await signInAs('admin');
  const mine = await seedConversation(database, owner.person.id, '机密预算', ['机密', '密预', '预算']);
  const theirs = await seedConversation(database, stranger.person.id, '机密合同', ['机密', '密合', '合同']);
  expect((await search(owner.request, '机密')).map(({ conversationId }) => conversationId)).toEqual([mine.id]);
  expect((await search(stranger.request, '机密')).map(({ conversationId }) => conversationId)).toEqual([theirs.id]);
  expect(await search(admin.request, '机密')).toEqual([]);
});

test('GET /api/search: finds nothing that was deleted', async ({ signInAs, database }) => {
  const owner = await signInAs('employee');
  const { id } = await seedConversation(database, owner.person.id, '机密预算', ['机密', '密预', '预算']);
  await owner.request.delete(`/api/conversations/${id}`);
  expect(await search(owner.request, '预算')).toEqual([]);
  await owner.request.post(`/api/conversations/${id}/restore`);
  expect(await search(owner.request, '预算')).toHaveLength(1);
});

test('GET /api/search: takes any text as a text', async ({ signInAs, database }) => {
  const owner = await signInAs('employee');
  await seedConversation(database, owner.person.id, '机密预算', ['机密', '密预', '预算']);
  for (const q of ["' | '", '!机密 & (', '%', '\\', ':*', '<-> 机', '机密\u0000预算']) await search(owner.request, q);
  expect((await owner.request.get(`/api/search?q=${'字'.repeat(201)}`)).status()).toBe(400);
});
