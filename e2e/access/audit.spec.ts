import { expect, test } from '@/e2e/access/fixtures';
import { auditPageSchema, auditProgressSchema, auditStateSchema } from '@/lib/audit/contracts';

test('the page of the audit log shows nothing of it to others, and nobody else exports it', async ({
  signInAs,
  database,
}) => {
  for (const role of ['employee', 'agent'] as const) {
    const { person, request } = await signInAs(role);
    const page = await (await request.get('/admin/audit')).text();
    expect(page).not.toContain('audit_event');
    expect(page).not.toContain(`${person.id}","actorName`);
    expect((await request.get('/api/admin/audit/export?format=csv')).status()).toBe(403);
  }
  const { rows } = await database.query(
    "SELECT 1 FROM audit_event WHERE action = 'audit.exported' AND actor_name IN (SELECT name FROM person WHERE role <> 'admin')",
  );
  expect(rows).toEqual([]);
});

test('an administrator reads, exports and verifies; nobody writes', async ({ signInAs }) => {
  const admin = await signInAs('admin');
  auditPageSchema.parse(await (await admin.request.get('/api/admin/audit')).json());
  auditStateSchema.parse(await (await admin.request.get('/api/admin/audit/state')).json());
  const exported = await admin.request.get('/api/admin/audit/export?format=jsonl&action=session.signed_in');
  expect(exported.headers()).toMatchObject({
    'content-disposition': expect.stringContaining('attachment'),
    'x-content-type-options': 'nosniff',
  });
  for (const line of (await exported.text()).trimEnd().split('\n'))
    expect(JSON.parse(line)).toMatchObject({ action: 'session.signed_in' });
  const verified = await admin.request.post('/api/admin/audit/verify');
  const last = auditProgressSchema.parse(JSON.parse((await verified.text()).trimEnd().split('\n').at(-1) ?? ''));
  expect(last).toMatchObject({ report: { findings: [] } });
  for (const method of ['post', 'put', 'patch', 'delete'] as const)
    expect((await admin.request[method]('/api/admin/audit')).status(), method).toBe(405);
});

test('filters are checked, and take no SQL', async ({ signInAs }) => {
  const admin = await signInAs('admin');
  for (const query of [
    'actorId=x',
    'action=everything',
    'outcome=maybe',
    'from=yesterday',
    'before=0',
    'before=-1',
    "conversationId=' OR 1=1",
  ]) {
    expect((await admin.request.get(`/api/admin/audit?${query}`)).status(), query).toBe(400);
  }
  const answer = await admin.request.get(`/api/admin/audit?toolName=${encodeURIComponent("' OR true --")}`);
  expect(auditPageSchema.parse(await answer.json()).events).toEqual([]);
});
