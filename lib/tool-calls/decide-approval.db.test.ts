import { beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '@/lib/auth/contracts';
import { createGroup } from '@/lib/auth/create-group';
import { setGroupMember } from '@/lib/auth/set-group-member';
import { createPerson, type SeedRun } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';
import { cancelCalls } from '@/lib/tool-calls/cancel-calls';
import type { ApprovalPolicy, JsonObject } from '@/lib/tools/contracts';
import { countApprovals } from '@/lib/tool-calls/count-approvals';
import { decideApproval } from '@/lib/tool-calls/decide-approval';
import { expireApprovals } from '@/lib/tool-calls/expire-approvals';
import { getCall } from '@/lib/tool-calls/get-call';
import { hashArguments } from '@/lib/tool-calls/internal/argument-hash';
import { listApprovals } from '@/lib/tool-calls/list-approvals';
import { loadCalls } from '@/lib/tool-calls/load-calls';
import { setGrant } from '@/lib/grants/set-grant';
import {
  actionsOf,
  askForOne,
  askForRefund,
  countingInvoke,
  decisionOn,
  execute,
  inputsOf,
  readApproval,
  readCall,
  REFUND,
  REFUND_SCHEMA,
  refundScene,
} from '@/lib/tool-calls/testing/call-scene';
import { asPrincipal, seedAsker, sql } from '@/lib/tools/testing/tool-scene';

useTestDatabase();

let run: SeedRun;
let asker: Principal;
let approver: Principal;
let admin: Principal;
let toolId: string;
beforeEach(async () => {
  ({ run, asker, approver, admin } = await refundScene());
});

const emailOf = async ({ personId }: Principal): Promise<unknown> =>
  (await sql('SELECT email FROM person WHERE id = $1', [personId])).rows[0]?.email;

const waiting = async (policy?: Partial<ApprovalPolicy>) => {
  const refund = await askForRefund(run, policy);
  ({ toolId } = refund);
  return refund;
};

describe('a decision', () => {
  it('approves one exact call, which then is made with these arguments', async () => {
    const { callId, approvalId, hash } = await waiting();
    expect(await inputsOf(callId)).toEqual([]);
    expect(await decideApproval(approver, approvalId, decisionOn(hash))).toEqual({
      callId,
      runId: run.id,
      state: 'ready',
    });
    expect(await inputsOf(callId)).toEqual([REFUND]);
    expect(await actionsOf(callId)).toEqual([
      'call.requested',
      'approval.requested',
      'approval.approved',
      'call.executed',
    ]);
    expect(await readApproval(callId)).toMatchObject({ state: 'approved', decided_by_id: approver.personId });
    const { rows } = await sql(
      "SELECT actor_id, actor_name, details::jsonb ->> 'sessionId' AS session FROM audit_event WHERE call_id = $1 AND action IN ('approval.approved', 'call.executed') ORDER BY seq",
      [callId],
    );
    expect(rows).toEqual([
      { actor_id: approver.personId, actor_name: '李经理', session: approver.sessionId },
      { actor_id: asker.personId, actor_name: '小王', session: null },
    ]);
  });

  it('refuses with a reason that the model is told', async () => {
    const { callId, approvalId, hash } = await waiting();
    expect(
      await decideApproval(approver, approvalId, decisionOn(hash, { decision: 'refuse', reason: '金额太大' })),
    ).toMatchObject({ state: 'refused' });
    expect(await readCall(callId)).toMatchObject({
      state: 'refused',
      error: { code: 'approval-refused', values: { reason: '金额太大' } },
    });
    expect((await readCall(callId)).model_text).toContain('金额太大');
    expect(await inputsOf(callId)).toEqual([]);
    expect(await actionsOf(callId)).toEqual(['call.requested', 'approval.requested', 'approval.refused']);
  });

  it('stores a reason that PostgreSQL cannot hold in a readable form', async () => {
    const { callId, approvalId, hash } = await waiting();
    await decideApproval(approver, approvalId, decisionOn(hash, { decision: 'refuse', reason: 'a\0b' }));
    expect(await readCall(callId)).toMatchObject({ state: 'refused', error: { values: { reason: 'a\u{FFFD}b' } } });
  });

  it('edits: another hash, both versions kept, only the edited one is made', async () => {
    const { callId, approvalId, hash } = await waiting();
    const edited = { order: 'A1', amount: 60 };
    await decideApproval(approver, approvalId, decisionOn(hash, { arguments: edited }));
    expect(await inputsOf(callId)).toEqual([edited]);
    expect((await readCall(callId)).model_text).toContain(
      `[The arguments were changed before the approval: ${JSON.stringify(edited)}]`,
    );
    expect(await readApproval(callId)).toMatchObject({
      argument_hash: hash,
      edited_hash: hashArguments(toolId, edited),
    });
    expect(await getCall(asker, callId)).toMatchObject({
      arguments: edited,
      argumentsText: JSON.stringify(REFUND),
      approval: {
        originalArguments: REFUND,
        decidedBy: { name: '李经理', email: await emailOf(approver) },
        state: 'approved',
      },
    });
  });

  it('an edit that changes nothing is none', async () => {
    const { callId, approvalId, hash } = await waiting();
    await decideApproval(approver, approvalId, decisionOn(hash, { arguments: { amount: 100, order: 'A1' } }));
    expect(await readApproval(callId)).toMatchObject({ state: 'approved', edited_hash: null });
  });

  it('of oneself: the requester confirms, nobody else, not even an administrator', async () => {
    const { approvalId, hash, callId } = await waiting({ mode: 'self' });
    for (const other of [approver, admin])
      await expect(decideApproval(other, approvalId, decisionOn(hash))).rejects.toMatchObject({ kind: 'not-found' });
    await decideApproval(asker, approvalId, decisionOn(hash));
    expect(await inputsOf(callId)).toEqual([REFUND]);
  });

  it('by a group, from the moment one is in it to the moment one is not', async () => {
    const group = await createGroup(admin, { name: '财务' });
    await setGroupMember(admin, group.id, admin.personId, true);
    const { approvalId, hash } = await waiting({ mode: 'approvers', groupIds: [group.id] });
    await expect(decideApproval(approver, approvalId, decisionOn(hash))).rejects.toMatchObject({ kind: 'not-found' });
    await setGroupMember(admin, group.id, approver.personId, true);
    expect((await listApprovals(approver, {})).items).toHaveLength(1);
    await setGroupMember(admin, group.id, approver.personId, false);
    await expect(decideApproval(approver, approvalId, decisionOn(hash))).rejects.toMatchObject({ kind: 'not-found' });
    await setGroupMember(admin, group.id, approver.personId, true);
    expect(await decideApproval(approver, approvalId, decisionOn(hash))).toMatchObject({ state: 'ready' });
  });
});

describe('attacks', () => {
  it('a double click decides once', async () => {
    const { callId, approvalId, hash } = await waiting();
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, () => decideApproval(approver, approvalId, decisionOn(hash))),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results)
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({ kind: 'conflict', code: 'approval-already-decided' });
    const { invoke, inputs } = countingInvoke();
    await Promise.all(Array.from({ length: 10 }, () => execute(callId, invoke)));
    expect(inputs).toEqual([REFUND]);
    expect((await actionsOf(callId)).filter((action) => action === 'approval.approved')).toHaveLength(1);
  });

  it('two approvers at once, one for and one against: one wins, and what they said holds', async () => {
    for (let n = 0; n < 5; n += 1) {
      await sql('DELETE FROM tool_call');
      await sql('DELETE FROM tool');
      const { callId, approvalId, hash } = await waiting();
      const other = asPrincipal(await createPerson({ role: 'agent' }));
      const [yes, no] = await Promise.allSettled([
        decideApproval(approver, approvalId, decisionOn(hash)),
        decideApproval(other, approvalId, decisionOn(hash, { decision: 'refuse' })),
      ]);
      expect([yes.status, no.status].sort()).toEqual(['fulfilled', 'rejected']);
      expect(await inputsOf(callId)).toEqual(yes.status === 'fulfilled' ? [REFUND] : []);
    }
  });

  it('two edits at once: one is made, as it was approved', async () => {
    const { callId, approvalId, hash } = await waiting();
    const other = asPrincipal(await createPerson({ role: 'agent' }));
    const results = await Promise.allSettled(
      [1, 2].map((amount) =>
        decideApproval(
          amount === 1 ? approver : other,
          approvalId,
          decisionOn(hash, { arguments: { order: 'A1', amount } }),
        ),
      ),
    );
    const winner = results.findIndex(({ status }) => status === 'fulfilled') + 1;
    expect(await inputsOf(callId)).toEqual([{ order: 'A1', amount: winner }]);
  });

  it('a decision after the expiry counts for nothing, before and after the sweep', async () => {
    const { callId, approvalId, hash } = await waiting();
    await sql(`UPDATE approval SET expires_at = clock_timestamp() - interval '1 millisecond'`);
    await expect(decideApproval(approver, approvalId, decisionOn(hash))).rejects.toMatchObject({
      kind: 'conflict',
      code: 'approval-expired',
    });
    expect(await withTransaction((tx) => expireApprovals(tx, new Date()))).toEqual([run.id]);
    await expect(decideApproval(approver, approvalId, decisionOn(hash))).rejects.toMatchObject({
      code: 'approval-expired',
    });
    expect(await readCall(callId)).toMatchObject({ state: 'refused', error: { code: 'approval-expired' } });
    expect(await inputsOf(callId)).toEqual([]);
    expect(await actionsOf(callId)).toEqual([
      'call.requested',
      'approval.requested',
      'approval.attempted',
      'approval.expired',
      'call.refused',
    ]);
    expect(await withTransaction((tx) => expireApprovals(tx, new Date()))).toEqual([]);
  });

  it('expiry while deciding: one of both, never both', async () => {
    for (let n = 0; n < 5; n += 1) {
      await sql('DELETE FROM tool_call');
      await sql('DELETE FROM tool');
      const { callId, approvalId, hash } = await waiting();
      await sql(`UPDATE approval SET expires_at = clock_timestamp() + interval '${n} milliseconds'`);
      const [decided] = await Promise.allSettled([
        decideApproval(approver, approvalId, decisionOn(hash)),
        withTransaction((tx) => expireApprovals(tx, new Date())),
      ]);
      const inputs = await inputsOf(callId);
      expect(inputs).toEqual(decided.status === 'fulfilled' ? [REFUND] : []);
      await withTransaction((tx) => expireApprovals(tx, new Date()));
      expect((await readApproval(callId)).state).toBe(decided.status === 'fulfilled' ? 'approved' : 'expired');
    }
  });

  it.each<[string, string, () => Promise<unknown>]>([
    ['a revoked grant', 'tool-not-granted', () => sql('DELETE FROM tool_grant')],
    [
      'a new deny',
      'tool-not-granted',
      () => setGrant(admin, { toolId, subjectKind: 'person', subjectId: asker.personId, effect: 'deny', limits: {} }),
    ],
    [
      'a disabled requester',
      'person-disabled',
      () => sql('UPDATE person SET disabled_at = now() WHERE id = $1', [asker.personId]),
    ],
    ['a held tool', 'tool-held', () => sql('UPDATE tool SET held_at = now()')],
    ['a changed tool', 'tool-changed', () => sql(`UPDATE tool SET fingerprint = 'x'`)],
    [
      'a tightened limit',
      'tool-arguments-not-allowed',
      () =>
        setGrant(admin, {
          toolId,
          subjectKind: 'role',
          subjectId: 'employee',
          effect: 'allow',
          limits: { arguments: { properties: { amount: { maximum: 50 } } } },
        }),
    ],
  ])('%s between decision and execution: nothing is made', async (_what, code, change) => {
    const { callId, approvalId, hash } = await waiting();
    await decideApproval(approver, approvalId, decisionOn(hash));
    await change();
    expect(await inputsOf(callId)).toEqual([]);
    expect(await readCall(callId)).toMatchObject({ state: 'refused', error: { code } });
  });

  it('a replayed approval approves nothing else', async () => {
    const { approvalId, hash, callId } = await waiting();
    await decideApproval(approver, approvalId, decisionOn(hash));
    expect(await inputsOf(callId)).toEqual([REFUND]);
    const second = await askForOne(run, 'refund', REFUND, { step: 2 });
    await expect(decideApproval(approver, approvalId, decisionOn(hash))).rejects.toMatchObject({
      code: 'approval-already-decided',
    });
    expect((await readCall(second.id)).state).toBe('waiting_approval');
    expect(await inputsOf(second.id)).toEqual([]);
    expect(await inputsOf(callId)).toEqual([]);
  });

  it('ids that are made up, or of a call in place of an approval', async () => {
    const { callId, hash } = await waiting();
    for (const id of [crypto.randomUUID(), callId, run.id])
      await expect(decideApproval(approver, id, decisionOn(hash))).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('a decision about other arguments than those there are', async () => {
    const { approvalId, callId } = await waiting();
    for (const hash of [
      '0'.repeat(64),
      hashArguments(toolId, { order: 'A1', amount: 1 }),
      hashArguments(crypto.randomUUID(), REFUND),
    ]) {
      await expect(decideApproval(approver, approvalId, decisionOn(hash))).rejects.toMatchObject({
        kind: 'conflict',
        code: 'approval-arguments-changed',
      });
      await expect(
        decideApproval(approver, approvalId, decisionOn(hash, { decision: 'refuse' })),
      ).rejects.toMatchObject({ code: 'approval-arguments-changed' });
    }
    expect((await readApproval(callId)).state).toBe('pending');
  });

  it('arguments changed in the row after the approval', async () => {
    const { callId, approvalId, hash } = await waiting();
    await decideApproval(approver, approvalId, decisionOn(hash));
    const forged = { order: 'A1', amount: 100_000 };
    await sql('UPDATE tool_call SET arguments = $2, argument_hash = $3 WHERE id = $1', [
      callId,
      JSON.stringify(forged),
      hashArguments(toolId, forged),
    ]);
    expect(await inputsOf(callId)).toEqual([]);
    expect(await readCall(callId)).toMatchObject({ error: { code: 'tool-arguments-changed' } });
  });

  it('a call that is set ready past its approval', async () => {
    const { callId } = await waiting();
    await sql(`UPDATE tool_call SET state = 'ready' WHERE id = $1`, [callId]);
    expect(await inputsOf(callId)).toEqual([]);
    expect(await readCall(callId)).toMatchObject({ state: 'refused', error: { code: 'tool-approval-missing' } });
  });

  it('a call whose approval row is gone', async () => {
    const { callId } = await waiting();
    await sql('DELETE FROM approval');
    await sql(`UPDATE tool_call SET state = 'ready' WHERE id = $1`, [callId]);
    expect(await inputsOf(callId)).toEqual([]);
  });

  it.each<[string, JsonObject]>([
    ['against the schema', { order: 'A1', amount: 'many' }],
    ['with more than the schema names', { order: 'A1', amount: 1, note: 'x' }],
    ['without what must be there', { amount: 1 }],
    ['with what cannot be stored', { order: 'A\0', amount: 1 }],
    ['below the range', { order: 'A1', amount: 0 }],
    ['with nothing', {}],
  ])('edited %s', async (_what, edited) => {
    const { callId, approvalId, hash } = await waiting();
    await expect(decideApproval(approver, approvalId, decisionOn(hash, { arguments: edited }))).rejects.toMatchObject({
      kind: 'invalid',
      code: 'tool-arguments-invalid',
    });
    expect((await readApproval(callId)).state).toBe('pending');
    expect((await readCall(callId)).arguments).toEqual(REFUND);
  });

  it('edited past what the requester is allowed: the approver’s own limits do not count', async () => {
    const { approvalId, hash } = await waiting();
    await setGrant(admin, {
      toolId,
      subjectKind: 'role',
      subjectId: 'employee',
      effect: 'allow',
      limits: { arguments: { properties: { amount: { maximum: 200 } } } },
    });
    await expect(
      decideApproval(approver, approvalId, decisionOn(hash, { arguments: { order: 'A1', amount: 500 } })),
    ).rejects.toMatchObject({ kind: 'invalid', code: 'tool-arguments-not-allowed' });
    expect(
      await decideApproval(approver, approvalId, decisionOn(hash, { arguments: { order: 'A1', amount: 150 } })),
    ).toMatchObject({ state: 'ready' });
  });

  it('one’s own call under four eyes', async () => {
    const agent = await seedAsker('agent');
    await waiting({ mode: 'approvers', roles: ['agent'], fourEyes: true });
    const own = await askForOne(agent.run, 'refund', REFUND);
    const { id, argument_hash: hash } = await readApproval(own.id);
    await expect(decideApproval(agent.principal, id, decisionOn(hash))).rejects.toMatchObject({
      kind: 'forbidden',
      code: 'approval-four-eyes',
    });
    expect(await decideApproval(approver, id, decisionOn(hash))).toMatchObject({ state: 'ready' });
  });

  it('the requester, where others decide', async () => {
    const { approvalId, hash } = await waiting();
    await expect(decideApproval(asker, approvalId, decisionOn(hash))).rejects.toMatchObject({
      kind: 'forbidden',
      code: 'approval-not-yours',
    });
  });

  it('a stranger, an administrator who is not named, a disabled approver, one who lost the role', async () => {
    const { approvalId, hash } = await waiting();
    const stranger = asPrincipal(await createPerson());
    const disabled = asPrincipal(await createPerson({ role: 'agent' }));
    const demoted = asPrincipal(await createPerson({ role: 'agent' }));
    await sql('UPDATE person SET disabled_at = now() WHERE id = $1', [disabled.personId]);
    await sql(`UPDATE person SET role = 'employee' WHERE id = $1`, [demoted.personId]);
    for (const other of [stranger, admin, disabled, demoted])
      await expect(decideApproval(other, approvalId, decisionOn(hash))).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('after the run was stopped', async () => {
    const { callId, approvalId, hash } = await waiting();
    await withTransaction((tx) => cancelCalls(tx, { runId: run.id }));
    await expect(decideApproval(approver, approvalId, decisionOn(hash))).rejects.toMatchObject({
      code: 'approval-cancelled',
    });
    expect(await inputsOf(callId)).toEqual([]);
  });

  it('stopping and approving at once: made at the most when it was approved, and never left open', async () => {
    for (let n = 0; n < 5; n += 1) {
      await sql('DELETE FROM tool_call');
      await sql('DELETE FROM tool');
      const { callId, approvalId, hash } = await waiting();
      await Promise.allSettled([
        decideApproval(approver, approvalId, decisionOn(hash)),
        withTransaction((tx) => cancelCalls(tx, { runId: run.id })),
      ]);
      expect(await readCall(callId)).toMatchObject({ state: 'cancelled' });
      expect(await inputsOf(callId)).toEqual([]);
    }
  });
});

describe('the inbox', () => {
  it('shows approvers the call, not the conversation; the requester their own; others nothing', async () => {
    const { callId } = await waiting();
    const { items } = await listApprovals(approver, {});
    expect(items).toMatchObject([
      {
        id: callId,
        conversationId: null,
        runId: null,
        messageId: null,
        result: null,
        arguments: REFUND,
        requester: { name: '小王', email: await emailOf(asker) },
        approval: { mayDecide: true, roles: ['agent'] },
      },
    ]);
    expect((await listApprovals(asker, {})).items).toMatchObject([
      { id: callId, conversationId: run.conversationId, approval: { mayDecide: false } },
    ]);
    expect((await listApprovals(admin, {})).items).toEqual([]);
    expect([await countApprovals(approver), await countApprovals(asker), await countApprovals(admin)]).toEqual([
      1, 0, 0,
    ]);
    await expect(getCall(admin, callId)).rejects.toMatchObject({ kind: 'not-found' });
    expect(await getCall(approver, callId)).toMatchObject({ id: callId, conversationId: null });
    expect(await loadCalls(sqlRunner(), approver, { conversationId: run.conversationId })).toEqual([]);
    expect(await loadCalls(sqlRunner(), approver, { runId: run.id })).toEqual([]);
  });

  it('tells the arguments in the order of the schema, with their titles; the schema itself to who may change them, granted or not', async () => {
    await waiting();
    await sql(`DELETE FROM tool_grant WHERE subject_id = 'agent'`);
    const names = [
      { path: ['order'], title: '订单号' },
      { path: ['memo'], title: 'memo' },
      { path: ['amount'], title: '金额' },
    ];
    const [theirs] = (await listApprovals(approver, {})).items;
    expect(theirs?.argumentNames).toEqual(names);
    expect(JSON.stringify(theirs?.approval?.inputSchema)).toBe(JSON.stringify(REFUND_SCHEMA));
    const [mine] = (await listApprovals(asker, {})).items;
    expect(mine?.argumentNames).toEqual(names);
    expect(mine?.approval?.inputSchema).toBeNull();
  });

  it('counts what one may decide oneself, not one’s own under four eyes', async () => {
    await waiting({ mode: 'self' });
    expect(await countApprovals(asker)).toBe(1);
    const agent = await seedAsker('agent');
    await sql(`UPDATE tool SET name = 'older'`);
    await waiting({ mode: 'approvers', roles: ['agent'], fourEyes: true });
    await askForOne(agent.run, 'refund', REFUND);
    expect([await countApprovals(agent.principal), await countApprovals(approver)]).toEqual([1, 2]);
    expect((await listApprovals(agent.principal, {})).items.map((item) => item.approval?.mayDecide)).toEqual([
      true,
      false,
    ]);
  });

  it('is empty of what is decided, expired, or in a deleted conversation', async () => {
    const { approvalId, hash, callId } = await waiting();
    await sql('UPDATE conversation SET deleted_at = now()');
    expect(await countApprovals(approver)).toBe(0);
    await expect(getCall(approver, callId)).rejects.toMatchObject({ kind: 'not-found' });
    await sql('UPDATE conversation SET deleted_at = NULL');
    await sql(`UPDATE approval SET expires_at = now() - interval '1 second'`);
    expect(await countApprovals(approver)).toBe(0);
    await sql(`UPDATE approval SET expires_at = now() + interval '1 minute'`);
    await decideApproval(approver, approvalId, decisionOn(hash));
    expect((await listApprovals(approver, {})).items).toEqual([]);
    // Whoever decided may look at it afterwards; what came of it is not theirs.
    await execute(callId, countingInvoke().invoke);
    expect(await getCall(approver, callId)).toMatchObject({ state: 'done', result: null });
  });

  it('tells approvers that another’s call failed and by what code and status, not what the server said', async () => {
    const { approvalId, hash, callId } = await waiting();
    await decideApproval(approver, approvalId, decisionOn(hash));
    await execute(callId, (_tool, _input, { onSent }) => {
      onSent();
      return Promise.resolve({
        ok: false,
        error: { code: 'tool-http-status', values: { status: 500, excerpt: '客户张三的余额不足' } },
      });
    });
    expect((await getCall(approver, callId)).error).toEqual({
      code: 'tool-http-status',
      values: { status: 500, excerpt: '' },
      effectUnknown: true,
    });
    expect((await getCall(asker, callId)).error).toEqual({
      code: 'tool-http-status',
      values: { status: 500, excerpt: '客户张三的余额不足' },
      effectUnknown: true,
    });
  });

  it('comes in pages, oldest first, each once', async () => {
    await waiting();
    for (let n = 0; n < 59; n += 1) await askForOne(run, 'refund', { order: `B${n}`, amount: 1 }, { step: n + 2 });
    const first = await listApprovals(approver, {});
    const second = await listApprovals(approver, { cursor: first.nextCursor ?? '' });
    expect([first.items.length, second.items.length, second.nextCursor]).toEqual([50, 10, null]);
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(60);
    await expect(listApprovals(approver, { cursor: 'x' })).rejects.toMatchObject({ kind: 'invalid' });
  });
});
