import { expect, test } from '@/e2e/support/fixtures';
import { secretSchema } from '@/lib/tools/secrets-contracts';

test('/api/admin/secrets: administrators only', async ({ signInAs, request }) => {
  const admin = await signInAs('admin');
  const made = await admin.request.post('/api/admin/secrets', { data: { name: `KEY_${crypto.randomUUID()}`, value: 'a-value-nobody-sees', hosts: ['api.test'] } });
  expect(made.status()).toBe(201);
  const { id, name } = secretSchema.parse(await made.json());
  const data = { value: 'somebody-else-s-value', hosts: ['evil.test'] };
  for (const role of ['employee', 'agent'] as const) {
    const person = await signInAs(role);
    expect((await person.request.get('/api/admin/secrets')).status()).toBe(403);
    expect((await person.request.post('/api/admin/secrets', { data: { name: 'MINE', ...data } })).status()).toBe(403);
    expect((await person.request.put(`/api/admin/secrets/${id}`, { data })).status()).toBe(403);
    expect((await person.request.delete(`/api/admin/secrets/${id}`)).status()).toBe(403);
  }
  for (const [method, path] of [['get', ''], ['post', ''], ['put', `/${id}`], ['delete', `/${id}`]] as const) expect((await request[method](`/api/admin/secrets${path}`)).status()).toBe(401);
  const listed = await (await admin.request.get('/api/admin/secrets')).text();
  expect(listed).toContain(name);
  expect(listed).not.toContain('evil.test');
});

test('a secret’s value is in no answer', async ({ signInAs }) => {
  const admin = await signInAs('admin');
  const [value, next] = [`value-${crypto.randomUUID()}`, `next-${crypto.randomUUID()}`];
  const made = await admin.request.post('/api/admin/secrets', { data: { name: `KEY_${crypto.randomUUID()}`, value, hosts: ['api.test'] } });
  const { id, name } = secretSchema.parse(await made.json());
  const answers = [
    made, await admin.request.put(`/api/admin/secrets/${id}`, { data: { value: next, hosts: ['api.test'] } }), await admin.request.get('/api/admin/secrets'), await admin.request.post('/api/admin/secrets', { data: { name, value, hosts: ['api.test'] } }),
    await admin.request.put(`/api/admin/secrets/${id}`, { data: { value: next, hosts: ['not a host'] } }), await admin.request.delete(`/api/admin/secrets/${id}`), await admin.request.delete(`/api/admin/secrets/${id}`),
  ];
  expect(answers.map((answer) => answer.status())).toEqual([201, 200, 200, 409, 400, 204, 404]);
  for (const answer of answers) {
    const text = await answer.text();
    expect([text.includes(value), text.includes(next)]).toEqual([false, false]);
  }
});
