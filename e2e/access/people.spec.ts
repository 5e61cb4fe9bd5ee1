import type { APIRequestContext, APIResponse } from '@playwright/test';
import { expect, test } from '@/e2e/support/fixtures';
import { peoplePageSchema, sessionListSchema, temporaryPasswordSchema } from '@/lib/auth/contracts';

type Send = (request: APIRequestContext, personId: string) => Promise<APIResponse>;

const newPerson = (): Record<string, string> => ({ name: '新人', email: `${crypto.randomUUID()}@yika.test` });

/** Every route about people, as [its name, the request]. */
const ADMIN_ROUTES: readonly (readonly [string, Send])[] = [
  ['GET /api/people', (request) => request.get('/api/people')],
  ['POST /api/people', (request) => request.post('/api/people', { data: newPerson() })],
  ['PATCH /api/people/[personId]', (request, id) => request.patch(`/api/people/${id}`, { data: { role: 'admin' } })],
  ['POST /api/people/[personId]/password', (request, id) => request.post(`/api/people/${id}/password`)],
  ['POST /api/people/[personId]/sign-out', (request, id) => request.post(`/api/people/${id}/sign-out`)],
];

for (const [name, send] of ADMIN_ROUTES) {
  test(`${name}: for administrators alone`, async ({ signInAs, database, request }) => {
    const target = await signInAs('employee');
    const admin = await signInAs('admin');
    for (const refused of [await signInAs('employee'), await signInAs('agent'), target]) {
      const answer = await send(refused.request, target.person.id);
      expect(answer.status()).toBe(403);
      await expect(answer.json()).resolves.toMatchObject({ code: 'admin-only' });
    }
    expect((await send(request, target.person.id)).status()).toBe(401);
    const { rows } = await database.query('SELECT role, must_change_password FROM person WHERE id = $1', [target.person.id]);
    expect(rows).toEqual([{ role: 'employee', must_change_password: false }]);
    expect((await target.request.get('/api/me')).status()).toBe(200);

    expect((await send(admin.request, target.person.id)).ok()).toBe(true);
  });
}

/** Every route about oneself. */
const OWN_ROUTES: readonly (readonly [string, Send, number])[] = [
  ['GET /api/me', (request) => request.get('/api/me'), 200],
  ['PATCH /api/me', (request) => request.patch('/api/me', { data: { name: '别名' } }), 200],
  ['POST /api/me/password', (request) => request.post('/api/me/password', { data: { currentPassword: 'wrong', newPassword: 'long enough and new' } }), 400],
  ['GET /api/me/sessions', (request) => request.get('/api/me/sessions'), 200],
  ['DELETE /api/me/sessions/[sessionId]', (request) => request.delete(`/api/me/sessions/${crypto.randomUUID()}`), 404],
  ['POST /api/me/sign-out-everywhere', (request) => request.post('/api/me/sign-out-everywhere', { data: {} }), 204],
];

for (const [name, send, status] of OWN_ROUTES) {
  test(`${name}: for who is signed in, about themselves`, async ({ signInAs, request }) => {
    const me = await signInAs('employee', '本人');
    const other = await signInAs('employee', '旁人');
    expect((await send(me.request, me.person.id)).status()).toBe(status);
    await expect((await other.request.get('/api/me')).json()).resolves.toMatchObject({ id: other.person.id, name: '旁人' });
    expect((await send(request, me.person.id)).status()).toBe(401);
  });
}

test('PATCH /api/me: a name that turns text round or hides something is refused, and the old one stays', async ({ signInAs }) => {
  const { request } = await signInAs('employee', '小周');
  for (const name of ['总\u202e王', '王总\ufe01', '\u3164']) expect((await request.patch('/api/me', { data: { name } })).status()).toBe(400);
  await expect((await request.get('/api/me')).json()).resolves.toMatchObject({ name: '小周' });
});

test('DELETE /api/me/sessions/[sessionId]: another person’s session is not found and goes on', async ({ signInAs }) => {
  const me = await signInAs('admin');
  const other = await signInAs('employee');
  const { sessions } = sessionListSchema.parse(await (await other.request.get('/api/me/sessions')).json());
  expect(sessions.map(({ current }) => current)).toEqual([true]);
  expect((await me.request.delete(`/api/me/sessions/${sessions[0]?.id ?? ''}`)).status()).toBe(404);
  expect((await other.request.get('/api/me')).status()).toBe(200);
});

test('who has a temporary password may change it or leave, and nothing else', async ({ signInAs, database }) => {
  const admin = await signInAs('admin');
  await database.query('UPDATE person SET must_change_password = true WHERE id = $1', [admin.person.id]);
  await database.query(`SELECT pg_notify('auth', $1)`, [admin.person.id]);
  await expect.poll(async () => (await admin.request.get('/api/people')).status()).toBe(403);
  for (const [name, send] of [...ADMIN_ROUTES, ...OWN_ROUTES.filter(([route]) => /PATCH|sessions/.test(route))]) {
    const answer = await send(admin.request, admin.person.id);
    await expect(answer.json(), name).resolves.toMatchObject({ code: 'password-change-required', status: 403 });
  }
  expect((await admin.request.get('/api/me')).status()).toBe(200);
  const changed = await admin.request.post('/api/me/password', { data: { currentPassword: admin.person.password, newPassword: 'my own new words' } });
  expect(changed.status()).toBe(204);
  expect((await admin.request.get('/api/people')).status()).toBe(200);
});

test('a mutation that another site sends with the person’s cookie is refused', async ({ signInAs }) => {
  const admin = await signInAs('admin');
  for (const headers of [{ origin: 'https://evil.test' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }]) {
    const answer = await admin.request.post('/api/people', { data: newPerson(), headers });
    expect(answer.status()).toBe(403);
    await expect(answer.json()).resolves.toMatchObject({ code: 'cross-site-request' });
  }
});

test('POST /api/auth/[...nextauth]: signing in and out needs the token of the form, and tells nothing of who exists', async ({ signInAs, request }) => {
  const { person, request: mine } = await signInAs('employee');
  expect((await request.post('/api/auth/callback/credentials', { data: { csrfToken: 'x', login: person.email, password: person.password } })).status()).toBe(403);
  expect((await mine.post('/api/auth/signout', { data: { csrfToken: 'x' } })).status()).toBe(403);
  expect((await mine.get('/api/me')).status()).toBe(200);
  const { csrfToken } = (await (await request.get('/api/auth/csrf')).json()) as { csrfToken: string };
  const answers = [];
  for (const login of [person.email, `${crypto.randomUUID()}@yika.test`]) {
    const answer = await request.post('/api/auth/callback/credentials', { data: { csrfToken, login, password: 'wrong password' } });
    const { requestId: _, ...body } = (await answer.json()) as Record<string, unknown>;
    answers.push({ status: answer.status(), body });
  }
  expect(answers[0]).toMatchObject({ status: 401, body: { code: 'sign-in-failed' } });
  expect(answers[1]).toEqual(answers[0]);
});

test('GET /api/auth/[...nextauth]: only what Yika uses of next-auth is there', async ({ request }) => {
  for (const action of ['providers', 'signin', 'error', 'verify-request']) expect((await request.get(`/api/auth/${action}`)).status(), action).toBe(404);
  expect((await request.post('/api/auth/_log', { data: { code: 'x', level: 'error' } })).status()).toBe(404);
});

test('POST /api/setup: without the terminal’s token nobody becomes administrator; GET /api/setup tells no more than whether it is needed', async ({ signInAs, database, request }) => {
  await signInAs('admin');
  await expect((await request.get('/api/setup')).json()).resolves.toEqual({ needed: false });
  const email = `${crypto.randomUUID()}@yika.test`;
  const answer = await request.post('/api/setup', { data: { token: 'guessed', name: 'x', email, password: 'long enough and new' } });
  expect(answer.status()).toBe(403);
  expect((await database.query('SELECT 1 FROM person WHERE email = $1', [email])).rowCount).toBe(0);
});

test('answers about people never carry a password or its hash, but the temporary one once', async ({ signInAs }) => {
  const admin = await signInAs('admin');
  const created = temporaryPasswordSchema.parse(await (await admin.request.post('/api/people', { data: newPerson() })).json());
  const list = await (await admin.request.get(`/api/people?search=${created.person.email}`)).text();
  expect(peoplePageSchema.parse(JSON.parse(list)).people.map(({ id }) => id)).toEqual([created.person.id]);
  expect(list).not.toMatch(/argon2|password_?hash/i);
  expect(list).not.toContain(created.temporaryPassword);
});
