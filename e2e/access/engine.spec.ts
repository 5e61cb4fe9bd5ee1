import { expect, test } from '@/e2e/support/fixtures';
import { cardStateSchema, engineReportSchema } from '@/lib/engine/contracts';

test('GET /api/card: for everyone who is signed in, and tells nobody the address of the engine', async ({ signInAs, request }) => {
  const employee = await signInAs('employee');
  const answer = await employee.request.get('/api/card');
  expect(answer.status()).toBe(200);
  const body = await answer.text();
  cardStateSchema.parse(JSON.parse(body));
  expect(body).not.toContain('http');
  expect((await request.get('/api/card')).status()).toBe(401);
});

test('/api/admin/engine: administrators only', async ({ signInAs, request }) => {
  for (const role of ['employee', 'agent'] as const) {
    const person = await signInAs(role);
    expect((await person.request.get('/api/admin/engine')).status()).toBe(403);
    expect((await person.request.post('/api/admin/engine')).status()).toBe(403);
  }
  expect((await request.get('/api/admin/engine')).status()).toBe(401);
  const admin = await signInAs('admin');
  const answer = await admin.request.get('/api/admin/engine');
  expect(answer.status()).toBe(200);
  engineReportSchema.parse(await answer.json());
});
