import type { APIRequestContext, APIResponse } from '@playwright/test';
import type pg from 'pg';
import { attemptsOf, callByHand, seedGrant, seedTool, type ToolSeed } from '@/e2e/access/seed-tool';
import { expect, test, type SignedIn } from '@/e2e/access/fixtures';
import type { Role } from '@/lib/auth/contracts';
import {
  approvalCountSchema,
  approvalInboxSchema,
  approvalLookUpsSchema,
  type ToolCallDto,
} from '@/lib/tool-calls/contracts';

const BY_AGENTS = { mode: 'approvers', roles: ['agent'] } as const;

interface Scene {
  readonly requester: SignedIn;
  /** There before the call: one that nobody could decide about is refused at once. */
  readonly approver: SignedIn;
  readonly toolId: string;
  readonly call: ToolCallDto;
  readonly approvalId: string;
  readonly hash: string;
}

async function waitingCall(
  signInAs: (role: Role) => Promise<SignedIn>,
  database: pg.Pool,
  approval: NonNullable<ToolSeed['approval']> = BY_AGENTS,
  role: Role = 'employee',
): Promise<Scene> {
  const approver = await signInAs('agent');
  const requester = await signInAs(role);
  const { id: toolId } = await seedTool(database, { effect: 'change', approval });
  await seedGrant(database, toolId, requester.person.id);
  const call = await callByHand(requester.request, toolId, '100*2');
  expect(call.state).toBe('waiting_approval');
  return {
    requester,
    approver,
    toolId,
    call,
    approvalId: call.approval?.id ?? '',
    hash: call.approval?.argumentHash ?? '',
  };
}

const decide = (request: APIRequestContext, approvalId: string, data: Record<string, unknown>): Promise<APIResponse> =>
  request.post(`/api/approvals/${approvalId}`, { data: { decision: 'approve', ...data } });
const stateOf = async (database: pg.Pool, callId: string): Promise<string> =>
  (await database.query<{ state: string }>('SELECT state FROM tool_call WHERE id = $1', [callId])).rows[0]?.state ?? '';

test('an approver decides, and the call is made once with what was approved', async ({ signInAs, database }) => {
  const { requester, approver, call, approvalId, hash } = await waitingCall(signInAs, database);
  const inbox = approvalInboxSchema.parse(await (await approver.request.get('/api/approvals')).json());
  expect(inbox.items.find((item) => item.id === call.id)).toMatchObject({
    conversationId: null,
    result: null,
    arguments: { expression: '100*2' },
    approval: { mayDecide: true },
  });
  expect(
    approvalCountSchema.parse(await (await approver.request.get('/api/approvals/count')).json()).count,
  ).toBeGreaterThan(0);
  expect((await decide(approver.request, approvalId, { argumentHash: hash })).status()).toBe(200);
  await expect.poll(() => stateOf(database, call.id)).toBe('done');
  expect(await attemptsOf(database, call.id)).toBe(1);
  await expect((await requester.request.get(`/api/tool-calls/${call.id}`)).json()).resolves.toMatchObject({
    state: 'done',
    approval: { decidedBy: { id: approver.person.id } },
  });
  const { rows } = await database.query<{ action: string; address: string | null }>(
    `SELECT action, address FROM audit_event WHERE call_id = $1 AND action IN ('call.requested', 'approval.approved') ORDER BY seq`,
    [call.id],
  );
  expect(rows).toEqual([
    { action: 'call.requested', address: expect.stringMatching(/^(127\.0\.0\.1|::1)$/) },
    { action: 'approval.approved', address: expect.stringMatching(/^(127\.0\.0\.1|::1)$/) },
  ]);
});

test('an administrator who changes who decides ends what waits', async ({ signInAs, database }) => {
  const { requester, approver, toolId, call, approvalId, hash } = await waitingCall(signInAs, database);
  const admin = await signInAs('admin');
  expect(
    (
      await admin.request.patch(`/api/admin/tools/${toolId}`, { data: { approval: { ...BY_AGENTS, fourEyes: true } } })
    ).status(),
  ).toBe(200);
  await expect((await requester.request.get(`/api/tool-calls/${call.id}`)).json()).resolves.toMatchObject({
    state: 'refused',
    error: { code: 'tool-changed' },
    approval: { state: 'cancelled' },
  });
  expect((await decide(approver.request, approvalId, { argumentHash: hash })).status()).toBe(409);
  expect(await attemptsOf(database, call.id)).toBe(0);
});

test('an edit under a misspelt name is no approval of what was asked for', async ({ signInAs, database }) => {
  const { approver, call, approvalId, hash } = await waitingCall(signInAs, database);
  expect((await decide(approver.request, approvalId, { argumentHash: hash, args: { expression: '1' } })).status()).toBe(
    400,
  );
  expect(await stateOf(database, call.id)).toBe('waiting_approval');
});

test('twenty clicks at once decide once and call once', async ({ signInAs, database }) => {
  const { approver, call, approvalId, hash } = await waitingCall(signInAs, database);
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => decide(approver.request, approvalId, { argumentHash: hash })),
  );
  expect(answers.map((answer) => answer.status()).sort()).toEqual([200, ...Array.from({ length: 19 }, () => 409)]);
  await expect.poll(() => stateOf(database, call.id)).toBe('done');
  expect(await attemptsOf(database, call.id)).toBe(1);
});

test('two approvers at once, for and against: one wins, the other gets a conflict', async ({ signInAs, database }) => {
  const { approver, call, approvalId, hash } = await waitingCall(signInAs, database);
  const [first, second] = [approver, await signInAs('agent')];
  const [yes, no] = await Promise.all([
    decide(first.request, approvalId, { argumentHash: hash }),
    decide(second.request, approvalId, { argumentHash: hash, decision: 'refuse' }),
  ]);
  expect([yes.status(), no.status()].sort()).toEqual([200, 409]);
  const loser = yes.ok() ? no : yes;
  await expect(loser.json()).resolves.toMatchObject({ code: 'approval-already-decided' });
  await expect.poll(() => stateOf(database, call.id)).toBe(yes.ok() ? 'done' : 'refused');
  expect(await attemptsOf(database, call.id)).toBe(yes.ok() ? 1 : 0);
});

test('a decision that comes too late', async ({ signInAs, database }) => {
  const { approver, call, approvalId, hash } = await waitingCall(signInAs, database);
  await database.query(`UPDATE approval SET expires_at = clock_timestamp() - interval '1 millisecond' WHERE id = $1`, [
    approvalId,
  ]);
  const answer = await decide(approver.request, approvalId, { argumentHash: hash });
  expect(answer.status()).toBe(409);
  await expect(answer.json()).resolves.toMatchObject({ code: 'approval-expired' });
  expect(await attemptsOf(database, call.id)).toBe(0);
});

test('a grant that is revoked before the decision', async ({ signInAs, database }) => {
  const { requester, approver, toolId, call, approvalId, hash } = await waitingCall(signInAs, database);
  await seedGrant(database, toolId, requester.person.id, 'deny');
  const answer = await decide(approver.request, approvalId, { argumentHash: hash });
  expect(answer.status()).toBe(409);
  await expect(answer.json()).resolves.toMatchObject({ code: 'tool-not-granted' });
  // It does not stay pending: the requester sees the reason, and no inbox has it any more.
  await expect((await requester.request.get(`/api/tool-calls/${call.id}`)).json()).resolves.toMatchObject({
    state: 'refused',
    error: { code: 'tool-not-granted' },
    approval: { state: 'cancelled', decidedBy: null },
  });
  const { items } = approvalInboxSchema.parse(await (await approver.request.get('/api/approvals')).json());
  expect(items.map(({ id }) => id)).not.toContain(call.id);
  await expect((await decide(approver.request, approvalId, { argumentHash: hash })).json()).resolves.toMatchObject({
    code: 'approval-cancelled',
  });
  expect(await attemptsOf(database, call.id)).toBe(0);
});

test('hours that are over keep a call waiting, and it can be approved when they are not', async ({
  signInAs,
  database,
}) => {
  const { requester, approver, toolId, call, approvalId, hash } = await waitingCall(signInAs, database);
  const setHours = (days: readonly number[]) =>
    database.query(`UPDATE tool_grant SET limits = $3 WHERE tool_id = $1 AND subject_id = $2`, [
      toolId,
      requester.person.id,
      JSON.stringify({ hours: { timeZone: 'UTC', days, from: '00:00', to: '00:00' } }),
    ]);
  await setHours([new Date(Date.now() + 3 * 86_400_000).getUTCDay() || 7]);
  const answer = await decide(approver.request, approvalId, { argumentHash: hash });
  expect(answer.status()).toBe(409);
  await expect(answer.json()).resolves.toMatchObject({ code: 'tool-outside-hours' });
  expect(await stateOf(database, call.id)).toBe('waiting_approval');
  await setHours([1, 2, 3, 4, 5, 6, 7]);
  expect((await decide(approver.request, approvalId, { argumentHash: hash })).status()).toBe(200);
  await expect.poll(() => stateOf(database, call.id)).toBe('done');
});

test('a replayed approval makes nothing again, and approves no other call', async ({ signInAs, database }) => {
  const { requester, approver, toolId, call, approvalId, hash } = await waitingCall(signInAs, database);
  await decide(approver.request, approvalId, { argumentHash: hash });
  await expect.poll(() => stateOf(database, call.id)).toBe('done');
  const twin = await callByHand(requester.request, toolId, '100*2');
  expect((await decide(approver.request, approvalId, { argumentHash: hash })).status()).toBe(409);
  expect([await attemptsOf(database, call.id), await attemptsOf(database, twin.id)]).toEqual([1, 0]);
  expect(await stateOf(database, twin.id)).toBe('waiting_approval');
});

const FORGED: readonly (readonly [string, (scene: Scene) => string])[] = [
  ['an id that is made up', () => crypto.randomUUID()],
  ['the id of the call', ({ call }) => call.id],
  ['the id of the tool', ({ toolId }) => toolId],
];

for (const [what, idOf] of FORGED) {
  test(`${what} in place of the approval’s`, async ({ signInAs, database }) => {
    const scene = await waitingCall(signInAs, database);
    const { approver } = scene;
    expect((await decide(approver.request, idOf(scene), { argumentHash: scene.hash })).status()).toBe(404);
    expect(await stateOf(database, scene.call.id)).toBe('waiting_approval');
  });
}

const WRONG_BODIES: readonly (readonly [string, (scene: Scene) => Record<string, unknown>, number])[] = [
  ['no hash', () => ({}), 400],
  ['a hash that is none', () => ({ argumentHash: 'yes' }), 400],
  ['the hash of other arguments', () => ({ argumentHash: '0'.repeat(64) }), 409],
  ['a decision that is neither', ({ hash }) => ({ argumentHash: hash, decision: 'approved' }), 400],
  ['an edit that breaks the schema', ({ hash }) => ({ argumentHash: hash, arguments: { expression: 5 } }), 400],
  [
    'an edit with more than the schema names',
    ({ hash }) => ({ argumentHash: hash, arguments: { expression: '1', admin: true } }),
    400,
  ],
  ['an edit of nothing', ({ hash }) => ({ argumentHash: hash, arguments: {} }), 400],
  ['an edit that is too long', ({ hash }) => ({ argumentHash: hash, arguments: { expression: '1'.repeat(51) } }), 400],
  ['an edit that is no object', ({ hash }) => ({ argumentHash: hash, arguments: ['1'] }), 400],
];

for (const [what, bodyOf, status] of WRONG_BODIES) {
  test(`a decision with ${what} decides nothing`, async ({ signInAs, database }) => {
    const scene = await waitingCall(signInAs, database);
    const { approver } = scene;
    const answer = await decide(approver.request, scene.approvalId, bodyOf(scene));
    expect(answer.status()).toBe(status);
    expect(await stateOf(database, scene.call.id)).toBe('waiting_approval');
    expect(await attemptsOf(database, scene.call.id)).toBe(0);
    expect((await decide(approver.request, scene.approvalId, { argumentHash: scene.hash })).status()).toBe(200);
  });
}

test('an edit is what is made, and both versions are kept', async ({ signInAs, database }) => {
  const { requester, approver, call, approvalId, hash } = await waitingCall(signInAs, database);
  expect(
    (await decide(approver.request, approvalId, { argumentHash: hash, arguments: { expression: '1+2' } })).status(),
  ).toBe(200);
  await expect.poll(() => stateOf(database, call.id)).toBe('done');
  await expect((await requester.request.get(`/api/tool-calls/${call.id}`)).json()).resolves.toMatchObject({
    arguments: { expression: '1+2' },
    approval: { originalArguments: { expression: '100*2' } },
  });
});

test('who may not decide: strangers, administrators who are not named, and the requester', async ({
  signInAs,
  database,
}) => {
  const { requester, call, approvalId, hash } = await waitingCall(signInAs, database);
  for (const other of [await signInAs('employee'), await signInAs('admin')]) {
    expect((await decide(other.request, approvalId, { argumentHash: hash })).status()).toBe(404);
    expect((await other.request.get(`/api/tool-calls/${call.id}`)).status()).toBe(404);
    const { items } = approvalInboxSchema.parse(await (await other.request.get('/api/approvals')).json());
    expect(items.map(({ id }) => id)).not.toContain(call.id);
  }
  const own = await decide(requester.request, approvalId, { argumentHash: hash });
  expect(own.status()).toBe(403);
  expect(await stateOf(database, call.id)).toBe('waiting_approval');
});

test('four eyes: an approver does not change what they approve, and the try is recorded once', async ({
  signInAs,
  database,
}) => {
  const { approver, call, approvalId, hash } = await waitingCall(signInAs, database, { ...BY_AGENTS, fourEyes: true });
  for (let n = 0; n < 3; n += 1) {
    const answer = await decide(approver.request, approvalId, { argumentHash: hash, arguments: { expression: '1+2' } });
    expect(answer.status()).toBe(403);
    await expect(answer.json()).resolves.toMatchObject({ code: 'approval-four-eyes-edit' });
  }
  expect(await stateOf(database, call.id)).toBe('waiting_approval');
  const { rows } = await database.query<{ actor_id: string; outcome: string }>(
    `SELECT actor_id, outcome FROM audit_event WHERE call_id = $1 AND action = 'approval.attempted'`,
    [call.id],
  );
  expect(rows).toEqual([{ actor_id: approver.person.id, outcome: 'refused' }]);
  expect((await decide(approver.request, approvalId, { argumentHash: hash })).status()).toBe(200);
});

test('four eyes: never one’s own call', async ({ signInAs, database }) => {
  const { requester, approver, call, approvalId, hash } = await waitingCall(
    signInAs,
    database,
    { ...BY_AGENTS, fourEyes: true },
    'agent',
  );
  const own = await decide(requester.request, approvalId, { argumentHash: hash });
  expect(own.status()).toBe(403);
  await expect(own.json()).resolves.toMatchObject({ code: 'approval-four-eyes' });
  expect(await attemptsOf(database, call.id)).toBe(0);
  expect((await decide(approver.request, approvalId, { argumentHash: hash })).status()).toBe(200);
});

test('a call that was given up cannot be approved any more', async ({ signInAs, database }) => {
  const { requester, approver, call, approvalId, hash } = await waitingCall(signInAs, database);
  expect((await requester.request.post(`/api/tool-calls/${call.id}/cancel`)).status()).toBe(200);
  const answer = await decide(approver.request, approvalId, { argumentHash: hash });
  expect(answer.status()).toBe(409);
  await expect(answer.json()).resolves.toMatchObject({ code: 'approval-cancelled' });
  expect(await attemptsOf(database, call.id)).toBe(0);
});

test('look-ups beside a call are for its approvers, with their own rights', async ({ signInAs, database }) => {
  const lookUp = await seedTool(database, {});
  const approver = await signInAs('agent');
  const requester = await signInAs('employee');
  await seedGrant(database, lookUp.id, approver.person.id);
  const { id: toolId } = await seedTool(database, {
    effect: 'change',
    approval: {
      ...BY_AGENTS,
      lookUps: [{ toolId: lookUp.id, arguments: [{ name: 'expression', from: 'expression' }] }],
    },
  });
  await seedGrant(database, toolId, requester.person.id);
  const { approval } = await callByHand(requester.request, toolId, '6*7');
  const path = `/api/approvals/${approval?.id ?? ''}/look-ups`;
  const seen = approvalLookUpsSchema.parse(
    await (await approver.request.post(path, { data: { id: crypto.randomUUID() } })).json(),
  );
  expect(seen.lookUps).toMatchObject([
    { problem: null, call: { state: 'done', requester: { id: approver.person.id } } },
  ]);
  for (const stranger of [requester, await signInAs('employee'), await signInAs('admin')])
    expect((await stranger.request.post(path, { data: { id: crypto.randomUUID() } })).status()).toBe(404);
  const { rows } = await database.query('SELECT DISTINCT requester_id AS id FROM tool_call WHERE tool_id = $1', [
    lookUp.id,
  ]);
  expect(rows).toEqual([{ id: approver.person.id }]);
});
