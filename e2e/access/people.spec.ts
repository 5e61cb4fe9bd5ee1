import { expect, test } from '@/e2e/access/fixtures';
import { peoplePageSchema, temporaryPasswordSchema } from '@/lib/auth/contracts';

const newPerson = (): Record<string, string> => ({ name: '新人', email: `${crypto.randomUUID()}@yika.test` });

test('PATCH /api/me changes oneself alone', async ({ signInAs }) => {
  const me = await signInAs('employee', '本人');
  const other = await signInAs('employee', '旁人');
  expect((await me.request.patch('/api/me', { data: { name: '别名' } })).status()).toBe(200);
  await expect((await me.request.get('/api/me')).json()).resolves.toMatchObject({ id: me.person.id, name: '别名' });
  await expect((await other.request.get('/api/me')).json()).resolves.toMatchObject({
    id: other.person.id,
    name: '旁人',
  });
  expect((await me.request.delete(`/api/me/sessions/${crypto.randomUUID()}`)).status()).toBe(404);
});

test('PATCH /api/me: a name that turns text round or hides something is refused, and the old one stays', async ({
  signInAs,
}) => {
  const { request } = await signInAs('employee', '小周');
  for (const name of ['总\u202e王', '王总\ufe01', '\u3164'])
    expect((await request.patch('/api/me', { data: { name } })).status()).toBe(400);
  await expect((await request.get('/api/me')).json()).resolves.toMatchObject({ name: '小周' });
});

test('who has a temporary password changes it, and then may do everything', async ({ signInAs, database }) => {
  const admin = await signInAs('admin');
  await database.query('UPDATE person SET must_change_password = true WHERE id = $1', [admin.person.id]);
  await database.query(`SELECT pg_notify('auth', $1)`, [admin.person.id]);
  await expect.poll(async () => (await admin.request.get('/api/people')).status()).toBe(403);
  const changed = await admin.request.post('/api/me/password', {
    data: { currentPassword: admin.person.password, newPassword: 'my own new words' },
  });
  expect(changed.status()).toBe(204);
  expect((await admin.request.get('/api/people')).status()).toBe(200);
});

test('POST /api/auth/[...nextauth]: signing in and out needs the token of the form, and does not reveal who exists', async ({
  signInAs,
  request,
}) => {
  const { person, request: mine } = await signInAs('employee');
  expect(
    (
      await request.post('/api/auth/callback/credentials', {
        data: { csrfToken: 'x', login: person.email, password: person.password },
      })
    ).status(),
  ).toBe(403);
  expect((await mine.post('/api/auth/signout', { data: { csrfToken: 'x' } })).status()).toBe(403);
  expect((await mine.get('/api/me')).status()).toBe(200);
  const { csrfToken } = (await (await request.get('/api/auth/csrf')).json()) as { csrfToken: string };
  const answers = [];
  for (const login of [person.email, `${crypto.randomUUID()}@yika.test`]) {
    const answer = await request.post('/api/auth/callback/credentials', {
      data: { csrfToken, login, password: 'wrong password' },
    });
    const { requestId: _, ...body } = (await answer.json()) as Record<string, unknown>;
    answers.push({ status: answer.status(), body });
  }
  expect(answers[0]).toMatchObject({ status: 401, body: { code: 'sign-in-failed' } });
  expect(answers[1]).toEqual(answers[0]);
});

test('GET /api/auth/[...nextauth]: only what Yika uses of next-auth is there', async ({ request }) => {
  for (const action of ['providers', 'signin', 'error', 'verify-request'])
    expect((await request.get(`/api/auth/${action}`)).status(), action).toBe(404);
  expect((await request.post('/api/auth/_log', { data: { code: 'x', level: 'error' } })).status()).toBe(404);
});

test('POST /api/setup: without the terminal’s token nobody becomes administrator; GET /api/setup says only whether it is needed', async ({
  signInAs,
  database,
  request,
}) => {
  await signInAs('admin');
  await expect((await request.get('/api/setup')).json()).resolves.toEqual({ needed: false });
  const email = `${crypto.randomUUID()}@yika.test`;
  const answer = await request.post('/api/setup', {
    data: { token: 'guessed', name: 'x', email, password: 'long enough and new' },
  });
  expect(answer.status()).toBe(403);
  expect((await database.query('SELECT 1 FROM person WHERE email = $1', [email])).rowCount).toBe(0);
});

test('answers about people never carry a password or its hash, but the temporary one once', async ({ signInAs }) => {
  const admin = await signInAs('admin');
  const created = temporaryPasswordSchema.parse(
    await (await admin.request.post('/api/people', { data: newPerson() })).json(),
  );
  const list = await (await admin.request.get(`/api/people?search=${created.person.email}`)).text();
  expect(peoplePageSchema.parse(JSON.parse(list)).people.map(({ id }) => id)).toEqual([created.person.id]);
  expect(list).not.toMatch(/argon2|password_?hash/i);
  expect(list).not.toContain(created.temporaryPassword);
});
