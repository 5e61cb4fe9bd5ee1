import { expect, test } from '@/e2e/access/fixtures';
import { secretSchema } from '@/lib/secrets/contracts';

test('a secret’s value is in no answer', async ({ signInAs }) => {
  const admin = await signInAs('admin');
  const [value, next] = [`value-${crypto.randomUUID()}`, `next-${crypto.randomUUID()}`];
  const made = await admin.request.post('/api/admin/secrets', {
    data: { name: `KEY_${crypto.randomUUID()}`, value, hosts: ['api.test'] },
  });
  const { id, name } = secretSchema.parse(await made.json());
  const answers = [
    made,
    await admin.request.put(`/api/admin/secrets/${id}`, { data: { value: next, hosts: ['api.test'] } }),
    await admin.request.get('/api/admin/secrets'),
    await admin.request.post('/api/admin/secrets', { data: { name, value, hosts: ['api.test'] } }),
    await admin.request.put(`/api/admin/secrets/${id}`, { data: { value: next, hosts: ['not a host'] } }),
    await admin.request.delete(`/api/admin/secrets/${id}`),
    await admin.request.delete(`/api/admin/secrets/${id}`),
  ];
  expect(answers.map((answer) => answer.status())).toEqual([201, 200, 200, 409, 400, 204, 404]);
  for (const answer of answers) {
    const text = await answer.text();
    expect([text.includes(value), text.includes(next)]).toEqual([false, false]);
  }
});
