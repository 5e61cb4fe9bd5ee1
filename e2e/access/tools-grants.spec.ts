import type { APIRequestContext, APIResponse } from '@playwright/test';
import { attemptsOf, callByHand, seedGrant, seedTool } from '@/e2e/access/seed-tool';
import { expect, test } from '@/e2e/support/fixtures';
import { toolCallPageSchema, usableToolsSchema } from '@/lib/tools/contracts';

type Send = (request: APIRequestContext, ids: { readonly toolId: string; readonly personId: string }) => Promise<APIResponse>;

/** Every route that says who may call what. */
const ADMIN_ROUTES: readonly (readonly [string, Send, number])[] = [
  ['GET /api/admin/groups', (request) => request.get('/api/admin/groups'), 200],
  ['POST /api/admin/groups', (request) => request.post('/api/admin/groups', { data: { name: `组 ${crypto.randomUUID()}` } }), 201],
  ['GET /api/admin/groups/[groupId]', (request) => request.get(`/api/admin/groups/${crypto.randomUUID()}`), 404],
  ['PATCH /api/admin/groups/[groupId]', (request) => request.patch(`/api/admin/groups/${crypto.randomUUID()}`, { data: { name: 'x' } }), 404],
  ['DELETE /api/admin/groups/[groupId]', (request) => request.delete(`/api/admin/groups/${crypto.randomUUID()}`), 404],
  ['PUT /api/admin/groups/[groupId]/members/[personId]', (request, { personId }) => request.put(`/api/admin/groups/${crypto.randomUUID()}/members/${personId}`), 404],
  ['DELETE /api/admin/groups/[groupId]/members/[personId]', (request, { personId }) => request.delete(`/api/admin/groups/${crypto.randomUUID()}/members/${personId}`), 404],
  ['GET /api/admin/grants', (request) => request.get('/api/admin/grants'), 200],
  ['GET /api/admin/grants/matrix', (request, { personId }) => request.get(`/api/admin/grants/matrix?personId=${personId}`), 200],
  ['PUT /api/admin/grants', (request, { toolId, personId }) => request.put('/api/admin/grants', { data: { toolId, subjectKind: 'person', subjectId: personId, effect: 'allow' } }), 200],
  ['DELETE /api/admin/grants/[grantId]', (request) => request.delete(`/api/admin/grants/${crypto.randomUUID()}`), 404],
];

for (const [name, send, status] of ADMIN_ROUTES) {
  test(`${name}: for administrators alone`, async ({ signInAs, database, request }) => {
    const { id: toolId } = await seedTool(database);
    const target = await signInAs('employee');
    const admin = await signInAs('admin');
    const ids = { toolId, personId: target.person.id };
    for (const refused of [target, await signInAs('agent')]) {
      const answer = await send(refused.request, ids);
      expect(answer.status()).toBe(403);
      await expect(answer.json()).resolves.toMatchObject({ code: 'admin-only' });
    }
    expect((await send(request, ids)).status()).toBe(401);
    expect((await database.query('SELECT 1 FROM tool_grant WHERE tool_id = $1', [toolId])).rowCount).toBe(0);
    expect((await send(admin.request, ids)).status()).toBe(status);
  });
}

test('a tool that is not granted does not exist: not in the list, not to pin, not to call', async ({ signInAs, database }) => {
  const me = await signInAs('employee');
  const { id } = await seedTool(database);
  const listed = async (): Promise<string[]> => usableToolsSchema.parse(await (await me.request.get('/api/tools')).json()).tools.map((tool) => tool.id);
  expect(await listed()).not.toContain(id);
  expect((await me.request.put(`/api/tools/${id}/pin`)).status()).toBe(404);
  const attempt = { id: crypto.randomUUID(), toolId: id, arguments: { expression: '1' } };
  expect((await me.request.post('/api/tool-calls', { data: attempt })).status()).toBe(404);
  expect(await attemptsOf(database, attempt.id)).toBe(0);
  const { rows } = await database.query('SELECT action, outcome FROM audit_event WHERE call_id = $1', [attempt.id]);
  expect(rows).toEqual([{ action: 'call.refused', outcome: 'refused' }]);

  await seedGrant(database, id, me.person.id);
  expect(await listed()).toContain(id);
  expect((await me.request.put(`/api/tools/${id}/pin`)).status()).toBe(204);
  await expect(callByHand(me.request, id, '6*7')).resolves.toMatchObject({ state: 'done' });
  await seedGrant(database, id, me.person.id, 'deny');
  expect(await listed()).not.toContain(id);
});

test('a call, its result and cancelling it are its person’s alone', async ({ signInAs, database, request }) => {
  const me = await signInAs('agent');
  const { id } = await seedTool(database);
  await seedGrant(database, id, me.person.id);
  const call = await callByHand(me.request, id);
  const routes: readonly ((context: APIRequestContext) => Promise<APIResponse>)[] = [
    (context) => context.get(`/api/tool-calls/${call.id}`),
    (context) => context.get(`/api/tool-calls/${call.id}/result`),
    (context) => context.post(`/api/tool-calls/${call.id}/cancel`),
  ];
  for (const other of [await signInAs('agent'), await signInAs('admin')]) for (const send of routes) expect((await send(other.request)).status()).toBe(404);
  for (const send of routes) expect((await send(request)).status()).toBe(401);
  for (const send of routes) expect((await send(me.request)).status()).toBe(200);
  const download = await me.request.get(`/api/tool-calls/${call.id}/result`);
  expect(download.headers()).toMatchObject({ 'content-disposition': expect.stringContaining('attachment'), 'x-content-type-options': 'nosniff' });
});

test('the list of my calls without a conversation is mine alone, newest first', async ({ signInAs, database, request }) => {
  const me = await signInAs('agent');
  const { id } = await seedTool(database);
  await seedGrant(database, id, me.person.id);
  const older = await callByHand(me.request, id, '1+1');
  const newer = await callByHand(me.request, id, '2+2');
  const mine = toolCallPageSchema.parse(await (await me.request.get('/api/tool-calls')).json());
  expect(mine.calls.map((call) => call.id)).toEqual([newer.id, older.id]);
  for (const other of [await signInAs('agent'), await signInAs('admin')]) await expect((await other.request.get('/api/tool-calls')).json()).resolves.toEqual({ calls: [], nextCursor: null });
  expect((await request.get('/api/tool-calls')).status()).toBe(401);
  for (const cursor of ['x', `${older.id}_${older.id}`]) expect((await me.request.get(`/api/tool-calls?cursor=${cursor}`)).status()).toBe(400);
});

test('another person’s conversation: its calls are not listed, and none is made in it', async ({ signInAs, database }) => {
  const owner = await signInAs('employee');
  const other = await signInAs('employee');
  const { id } = await seedTool(database);
  await seedGrant(database, id, other.person.id);
  const conversationId = crypto.randomUUID();
  await database.query(`INSERT INTO conversation (id, owner_id, title) VALUES ($1, $2, '我的')`, [conversationId, owner.person.id]);
  expect((await other.request.get(`/api/conversations/${conversationId}/tool-calls`)).status()).toBe(404);
  const attempt = { id: crypto.randomUUID(), toolId: id, arguments: { expression: '1' }, conversationId };
  expect((await other.request.post('/api/tool-calls', { data: attempt })).status()).toBe(404);
  expect(await attemptsOf(database, attempt.id)).toBe(-1);
  expect((await owner.request.get(`/api/conversations/${conversationId}/tool-calls`)).status()).toBe(200);
});

/** What a browser may not add to a call. */
const HOSTILE_BODIES: readonly (readonly [string, Record<string, unknown>])[] = [
  ['arguments that are text', { arguments: '{"expression":"1"}' }],
  ['arguments that are a list', { arguments: [] }],
  ['no arguments', { arguments: undefined }],
  ['an id that is no UUID', { id: '1' }],
  ['a tool by name', { toolId: 'calculator' }],
];

for (const [what, body] of HOSTILE_BODIES) {
  test(`POST /api/tool-calls with ${what} is refused before anything happens`, async ({ signInAs, database }) => {
    const me = await signInAs('employee');
    const { id } = await seedTool(database);
    await seedGrant(database, id, me.person.id);
    const answer = await me.request.post('/api/tool-calls', { data: { id: crypto.randomUUID(), toolId: id, arguments: { expression: '1' }, ...body } });
    expect(answer.status()).toBe(400);
    expect((await database.query('SELECT 1 FROM tool_call WHERE requester_id = $1', [me.person.id])).rowCount).toBe(0);
  });
}

test('what a browser says of itself in a call counts for nothing', async ({ signInAs, database }) => {
  const me = await signInAs('employee');
  const other = await signInAs('admin');
  const { id } = await seedTool(database, { effect: 'change', approval: { mode: 'self' } });
  await seedGrant(database, id, me.person.id);
  const callId = crypto.randomUUID();
  const data = { id: callId, toolId: id, arguments: { expression: '1' }, state: 'ready', approved: true, effect: 'read', requesterId: other.person.id, origin: 'model', approval: { state: 'approved' } };
  await expect((await me.request.post('/api/tool-calls', { data })).json()).resolves.toMatchObject({ state: 'waiting_approval', effect: 'change', requester: { id: me.person.id }, origin: 'person' });
  expect(await attemptsOf(database, callId)).toBe(0);
});
