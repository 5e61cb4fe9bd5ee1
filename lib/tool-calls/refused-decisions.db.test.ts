import { describe, expect, it } from 'vitest';
import type { Principal } from '@/lib/auth/contracts';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';
import { isPassing } from '@/lib/tool-calls/contracts';
import { decideApproval } from '@/lib/tool-calls/decide-approval';
import { expireApprovals } from '@/lib/tool-calls/expire-approvals';
import { listOpenCalls } from '@/lib/tool-calls/list-open-calls';
import { setGrant } from '@/lib/grants/set-grant';
import {
  actionsOf,
  askForOne,
  decisionOn,
  inputsOf,
  readApproval,
  readCall,
  REFUND,
} from '@/lib/tool-calls/testing/call-scene';
import { useRefund } from '@/lib/tool-calls/testing/use-refund';
import { seedAsker, sql } from '@/lib/tools/testing/tool-scene';

const scene = useRefund();
const { waiting } = scene;

describe('an approval of what cannot be made', () => {
  it.each<[string, string, () => Promise<unknown>]>([
    ['a revoked grant', 'tool-not-granted', () => sql('DELETE FROM tool_grant')],
    [
      'a new deny',
      'tool-not-granted',
      () =>
        setGrant(scene.admin, {
          toolId: scene.toolId,
          subjectKind: 'person',
          subjectId: scene.asker.personId,
          effect: 'deny',
          limits: {},
        }),
    ],
    [
      'a disabled requester',
      'person-disabled',
      () => sql('UPDATE person SET disabled_at = now() WHERE id = $1', [scene.asker.personId]),
    ],
    ['a tool that is switched off', 'tool-disabled', () => sql('UPDATE tool SET enabled = false')],
    ['a quarantined tool', 'tool-held', () => sql('UPDATE tool SET held_at = now()')],
    ['a changed tool', 'tool-changed', () => sql(`UPDATE tool SET fingerprint = 'x'`)],
    ['a deleted tool', 'tool-not-granted', () => sql('UPDATE tool SET deleted_at = now()')],
    ['a deleted conversation', 'conversation-deleted', () => sql('UPDATE conversation SET deleted_at = now()')],
  ])('%s before the decision ends the call for what it is, and its run goes on', async (_what, code, change) => {
    const { callId, approvalId, hash } = await waiting();
    await change();
    await expect(decideApproval(scene.approver, approvalId, decisionOn(hash))).rejects.toMatchObject({
      kind: 'conflict',
      code,
    });
    expect(await readCall(callId)).toMatchObject({ state: 'refused', error: { code } });
    expect((await readCall(callId)).model_text).toContain(code);
    expect(await readApproval(callId)).toMatchObject({ state: 'cancelled', decided_by_id: null });
    expect(await actionsOf(callId)).toEqual([
      'call.requested',
      'approval.requested',
      'approval.cancelled',
      'call.refused',
    ]);
    expect(await listOpenCalls(sqlRunner(), scene.run.id)).toEqual([]);
    await expect(decideApproval(scene.approver, approvalId, decisionOn(hash))).rejects.toMatchObject({
      code: 'approval-cancelled',
    });
    await sql(`UPDATE approval SET expires_at = now() - interval '1 second'`);
    expect(await withTransaction((tx) => expireApprovals(tx, new Date()))).toEqual([]);
    expect(await inputsOf(callId)).toEqual([]);
  });

  it('hours that are over keep it waiting; it can be approved when they begin again, and be refused', async () => {
    const { callId, approvalId, hash } = await waiting();
    const day = new Date(Date.now() + 3 * 86_400_000).getUTCDay() || 7;
    const hours = (days: number[]) =>
      setGrant(scene.admin, {
        toolId: scene.toolId,
        subjectKind: 'role',
        subjectId: 'employee',
        effect: 'allow',
        limits: { hours: { timeZone: 'UTC', days, from: '00:00', to: '00:00' } },
      });
    await hours([day]);
    await expect(decideApproval(scene.approver, approvalId, decisionOn(hash))).rejects.toMatchObject({
      kind: 'conflict',
      code: 'tool-outside-hours',
    });
    expect(isPassing('tool-outside-hours')).toBe(true);
    expect([await readApproval(callId), await readCall(callId)]).toMatchObject([
      { state: 'pending' },
      { state: 'waiting_approval' },
    ]);
    await hours([1, 2, 3, 4, 5, 6, 7]);
    expect(await decideApproval(scene.approver, approvalId, decisionOn(hash))).toMatchObject({ state: 'ready' });
  });

  it('arguments past a new limit wait for an edit where there may be one, else the call has ended', async () => {
    const tighten = () =>
      setGrant(scene.admin, {
        toolId: scene.toolId,
        subjectKind: 'role',
        subjectId: 'employee',
        effect: 'allow',
        limits: { arguments: { properties: { amount: { maximum: 50 } } } },
      });
    const first = await waiting();
    await tighten();
    await expect(decideApproval(scene.approver, first.approvalId, decisionOn(first.hash))).rejects.toMatchObject({
      kind: 'invalid',
      code: 'tool-arguments-not-allowed',
    });
    expect((await readApproval(first.callId)).state).toBe('pending');
    await sql(`UPDATE tool SET name = 'older'`);
    const second = await waiting({ mode: 'approvers', roles: ['agent'], fourEyes: true });
    await tighten();
    await expect(decideApproval(scene.approver, second.approvalId, decisionOn(second.hash))).rejects.toMatchObject({
      kind: 'conflict',
      code: 'tool-arguments-not-allowed',
    });
    expect(await readCall(second.callId)).toMatchObject({
      state: 'refused',
      error: { code: 'tool-arguments-not-allowed' },
    });
  });

  it('under four eyes nobody changes a call and approves it alone', async () => {
    const { callId, approvalId, hash } = await waiting({ mode: 'approvers', roles: ['agent'], fourEyes: true });
    await expect(
      decideApproval(scene.approver, approvalId, decisionOn(hash, { arguments: { order: 'A1', amount: 60 } })),
    ).rejects.toMatchObject({ kind: 'forbidden', code: 'approval-four-eyes-edit' });
    expect((await readApproval(callId)).state).toBe('pending');
    expect(
      await decideApproval(scene.approver, approvalId, decisionOn(hash, { arguments: { amount: 100, order: 'A1' } })),
    ).toMatchObject({ state: 'ready' });
    expect(await inputsOf(callId)).toEqual([REFUND]);
  });
});

describe('decisions that were not theirs to make', () => {
  it('a refused try is recorded, with who and why, once for each however often it is tried', async () => {
    const { approvalId, callId, hash } = await waiting({ mode: 'approvers', roles: ['agent'], fourEyes: true });
    const tries: [Principal, ReturnType<typeof decisionOn>, string][] = [
      [scene.asker, decisionOn(hash), 'approval-not-yours'],
      [scene.approver, decisionOn('0'.repeat(64)), 'approval-arguments-changed'],
      [scene.approver, decisionOn(hash, { arguments: { order: 'A1', amount: 1 } }), 'approval-four-eyes-edit'],
    ];
    for (const [who, decision, code] of tries) {
      await Promise.all(
        Array.from({ length: 6 }, () =>
          expect(decideApproval(who, approvalId, decision, { address: '10.0.0.7' })).rejects.toMatchObject({ code }),
        ),
      );
    }
    await sql(`UPDATE approval SET expires_at = clock_timestamp() - interval '1 millisecond'`);
    for (let n = 0; n < 3; n += 1)
      await expect(decideApproval(scene.approver, approvalId, decisionOn(hash))).rejects.toMatchObject({
        code: 'approval-expired',
      });
    const { rows } = await sqlRunner().query<{
      actor_id: string;
      outcome: string;
      address: string | null;
      target_kind: string;
      details: string;
    }>(
      `SELECT actor_id, outcome, address, target_kind, details FROM audit_event WHERE action = 'approval.attempted' AND target_id = $1 AND call_id = $2 ORDER BY seq`,
      [approvalId, callId],
    );
    expect(
      rows.map(({ details, ...row }) => ({ ...row, code: (JSON.parse(details) as { code: string }).code })),
    ).toEqual([
      ...tries.map(([{ personId }, , code]) => ({
        actor_id: personId,
        outcome: 'refused',
        address: '10.0.0.7',
        target_kind: 'approval',
        code,
      })),
      {
        actor_id: scene.approver.personId,
        outcome: 'refused',
        address: null,
        target_kind: 'approval',
        code: 'approval-expired',
      },
    ]);
  });

  it('one’s own call under four eyes, tried, is recorded', async () => {
    const agent = await seedAsker('agent');
    await waiting({ mode: 'approvers', roles: ['agent'], fourEyes: true });
    const own = await askForOne(agent.run, 'refund', REFUND);
    const { id, argument_hash: hash } = await readApproval(own.id);
    await expect(decideApproval(agent.principal, id, decisionOn(hash))).rejects.toMatchObject({
      code: 'approval-four-eyes',
    });
    expect(await actionsOf(own.id)).toEqual(['call.requested', 'approval.requested', 'approval.attempted']);
  });

  it('the refused try of a stranger is no event: they learn nothing, not even that there is such a call', async () => {
    const { approvalId, callId, hash } = await waiting();
    await expect(decideApproval(scene.admin, approvalId, decisionOn(hash))).rejects.toMatchObject({
      kind: 'not-found',
    });
    expect(await actionsOf(callId)).toEqual(['call.requested', 'approval.requested']);
  });
});
