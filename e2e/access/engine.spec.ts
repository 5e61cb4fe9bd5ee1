import { expect, test } from '@/e2e/access/fixtures';
import { cardStateSchema, engineReportSchema } from '@/lib/engine/contracts';

test('GET /api/card: for everyone who is signed in, and shows nobody the address of the engine', async ({
  signInAs,
}) => {
  const employee = await signInAs('employee');
  const answer = await employee.request.get('/api/card');
  expect(answer.status()).toBe(200);
  const body = await answer.text();
  cardStateSchema.parse(JSON.parse(body));
  expect(body).not.toContain('http');
});

test('GET /api/admin/engines/default: the whole report', async ({ signInAs }) => {
  const admin = await signInAs('admin');
  const answer = await admin.request.get('/api/admin/engines/default');
  expect(answer.status()).toBe(200);
  engineReportSchema.parse(await answer.json());
});
