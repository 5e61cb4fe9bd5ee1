import { attemptsOf, callByHand, seedGrant, seedTool } from '@/e2e/access/seed-tool';
import { expect, test } from '@/e2e/access/fixtures';
import { usableToolsSchema } from '@/lib/tools/contracts';
import { toolCallPageSchema } from '@/lib/tool-calls/contracts';

test('groups, members and grants that do not exist are not found', async ({ signInAs }) => {
  const { person, request } = await signInAs('admin');
  const [group, grant] = [`/api/admin/groups/${crypto.randomUUID()}`, `/api/admin/grants/${crypto.randomUUID()}`];
  const answers = [
    await request.get(group),
    await request.patch(group, { data: { name: 'x' } }),
    await request.delete(group),
    await request.put(`${group}/members/${person.id}`),
    await request.delete(`${group}/members/${person.id}`),
    await request.delete(grant),
  ];
  expect(answers.map((answer) => answer.status())).toEqual([404, 404, 404, 404, 404, 404]);
});

test('a tool that is not granted does not exist: not in the list, not to pin, not to call', async ({
  signInAs,
  database,
}) => {
  const me = await signInAs('employee');
  const { id } = await seedTool(database);
  const listed = async (): Promise<string[]> =>
    usableToolsSchema.parse(await (await me.request.get('/api/tools')).json()).tools.map((tool) => tool.id);
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

test('a result is a file, never a page', async ({ signInAs, database }) => {
  const me = await signInAs('agent');
  const { id } = await seedTool(database);
  await seedGrant(database, id, me.person.id);
  const call = await callByHand(me.request, id);
  const download = await me.request.get(`/api/tool-calls/${call.id}/result`);
  expect(download.headers()).toMatchObject({
    'content-disposition': expect.stringContaining('attachment'),
    'x-content-type-options': 'nosniff',
  });
});

test('the list of my calls without a conversation is mine alone, newest first', async ({ signInAs, database }) => {
  const me = await signInAs('agent');
  const { id } = await seedTool(database);
  await seedGrant(database, id, me.person.id);
  const older = await callByHand(me.request, id, '1+1');
  const newer = await callByHand(me.request, id, '2+2');
  const mine = toolCallPageSchema.parse(await (await me.request.get('/api/tool-calls')).json());
  expect(mine.calls.map((call) => call.id)).toEqual([newer.id, older.id]);
  for (const other of [await signInAs('agent'), await signInAs('admin')])
    await expect((await other.request.get('/api/tool-calls')).json()).resolves.toEqual({ calls: [], nextCursor: null });
  for (const cursor of ['x', `${older.id}_${older.id}`])
    expect((await me.request.get(`/api/tool-calls?cursor=${cursor}`)).status()).toBe(400);
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
    const answer = await me.request.post('/api/tool-calls', {
      data: { id: crypto.randomUUID(), toolId: id, arguments: { expression: '1' }, ...body },
    });
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
  const data = {
    id: callId,
    toolId: id,
    arguments: { expression: '1' },
    state: 'ready',
    approved: true,
    effect: 'read',
    requesterId: other.person.id,
    origin: 'model',
    approval: { state: 'approved' },
  };
  await expect((await me.request.post('/api/tool-calls', { data })).json()).resolves.toMatchObject({
    state: 'waiting_approval',
    effect: 'change',
    requester: { id: me.person.id },
    origin: 'person',
  });
  expect(await attemptsOf(database, callId)).toBe(0);
});
