import { describe, expect, it } from 'vitest';
import { createGroup } from '@/lib/auth/create-group';
import { setGroupMember } from '@/lib/auth/set-group-member';
import { decideApproval } from '@/lib/tool-calls/decide-approval';
import { getCall } from '@/lib/tool-calls/get-call';
import { hashArguments } from '@/lib/tool-calls/internal/argument-hash';
import { listApprovals } from '@/lib/tool-calls/list-approvals';
import { actionsOf, decisionOn, inputsOf, readApproval, readCall, REFUND } from '@/lib/tool-calls/testing/call-scene';
import { sql } from '@/lib/tools/testing/tool-scene';
import { emailOf, useRefund } from '@/lib/tool-calls/testing/use-refund';

const scene = useRefund();
const { waiting } = scene;

describe('a decision', () => {
  it('approves one exact call, which then is made with these arguments', async () => {
    const { callId, approvalId, hash } = await waiting();
    expect(await inputsOf(callId)).toEqual([]);
    expect(await decideApproval(scene.approver, approvalId, decisionOn(hash))).toEqual({
      callId,
      runId: scene.run.id,
      state: 'ready',
    });
    expect(await inputsOf(callId)).toEqual([REFUND]);
    expect(await actionsOf(callId)).toEqual([
      'call.requested',
      'approval.requested',
      'approval.approved',
      'call.executed',
    ]);
    expect(await readApproval(callId)).toMatchObject({ state: 'approved', decided_by_id: scene.approver.personId });
    const { rows } = await sql(
      "SELECT actor_id, actor_name, details::jsonb ->> 'sessionId' AS session FROM audit_event WHERE call_id = $1 AND action IN ('approval.approved', 'call.executed') ORDER BY seq",
      [callId],
    );
    expect(rows).toEqual([
      { actor_id: scene.approver.personId, actor_name: '李经理', session: scene.approver.sessionId },
      { actor_id: scene.asker.personId, actor_name: '小王', session: null },
    ]);
  });

  it('refuses with a reason that the model gets', async () => {
    const { callId, approvalId, hash } = await waiting();
    expect(
      await decideApproval(scene.approver, approvalId, decisionOn(hash, { decision: 'refuse', reason: '金额太大' })),
    ).toMatchObject({ state: 'refused' });
    expect(await readCall(callId)).toMatchObject({
      state: 'refused',
      error: { code: 'approval-refused', values: { reason: '金额太大' } },
    });
    expect((await readCall(callId)).model_text).toContain('金额太大');
    expect(await inputsOf(callId)).toEqual([]);
    expect(await actionsOf(callId)).toEqual(['call.requested', 'approval.requested', 'approval.refused']);
  });

  it('stores a reason that PostgreSQL cannot store in a readable form', async () => {
    const { callId, approvalId, hash } = await waiting();
    await decideApproval(scene.approver, approvalId, decisionOn(hash, { decision: 'refuse', reason: 'a\0b' }));
    expect(await readCall(callId)).toMatchObject({ state: 'refused', error: { values: { reason: 'a\u{FFFD}b' } } });
  });

  it('edits: another hash, both versions kept, only the edited one is made', async () => {
    const { callId, approvalId, hash } = await waiting();
    const edited = { order: 'A1', amount: 60 };
    await decideApproval(scene.approver, approvalId, decisionOn(hash, { arguments: edited }));
    expect(await inputsOf(callId)).toEqual([edited]);
    expect((await readCall(callId)).model_text).toContain(
      `[The arguments were changed before the approval: ${JSON.stringify(edited)}]`,
    );
    expect(await readApproval(callId)).toMatchObject({
      argument_hash: hash,
      edited_hash: hashArguments(scene.toolId, edited),
    });
    expect(await getCall(scene.asker, callId)).toMatchObject({
      arguments: edited,
      argumentsText: JSON.stringify(REFUND),
      approval: {
        originalArguments: REFUND,
        decidedBy: { name: '李经理', email: await emailOf(scene.approver) },
        state: 'approved',
      },
    });
  });

  it('an edit that changes nothing is none', async () => {
    const { callId, approvalId, hash } = await waiting();
    await decideApproval(scene.approver, approvalId, decisionOn(hash, { arguments: { amount: 100, order: 'A1' } }));
    expect(await readApproval(callId)).toMatchObject({ state: 'approved', edited_hash: null });
  });

  it('of oneself: the requester confirms, nobody else, not even an administrator', async () => {
    const { approvalId, hash, callId } = await waiting({ mode: 'self' });
    for (const other of [scene.approver, scene.admin])
      await expect(decideApproval(other, approvalId, decisionOn(hash))).rejects.toMatchObject({ kind: 'not-found' });
    await decideApproval(scene.asker, approvalId, decisionOn(hash));
    expect(await inputsOf(callId)).toEqual([REFUND]);
  });

  it('by a group, from the moment one is in it to the moment one is not', async () => {
    const group = await createGroup(scene.admin, { name: '财务' });
    await setGroupMember(scene.admin, group.id, scene.admin.personId, true);
    const { approvalId, hash } = await waiting({ mode: 'approvers', groupIds: [group.id] });
    await expect(decideApproval(scene.approver, approvalId, decisionOn(hash))).rejects.toMatchObject({
      kind: 'not-found',
    });
    await setGroupMember(scene.admin, group.id, scene.approver.personId, true);
    expect((await listApprovals(scene.approver, {})).items).toHaveLength(1);
    await setGroupMember(scene.admin, group.id, scene.approver.personId, false);
    await expect(decideApproval(scene.approver, approvalId, decisionOn(hash))).rejects.toMatchObject({
      kind: 'not-found',
    });
    await setGroupMember(scene.admin, group.id, scene.approver.personId, true);
    expect(await decideApproval(scene.approver, approvalId, decisionOn(hash))).toMatchObject({ state: 'ready' });
  });
});
