import { beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '@/lib/auth/contracts';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import type { GrantEffect, LinkedLookUp } from '@/lib/tools/contracts';
import { decideApproval } from '@/lib/tool-calls/decide-approval';
import { listCalls } from '@/lib/tool-calls/list-calls';
import { lookUpForApproval } from '@/lib/tool-calls/look-up-for-approval';
import { addTool } from '@/lib/tools/testing/add-tool';
import { askForRefund, decisionOn, REFUND, refundScene, type RefundScene } from '@/lib/tool-calls/testing/call-scene';
import { sql } from '@/lib/tools/testing/tool-scene';
import { createTool } from '@/lib/tools/create-tool';
import { toolForm } from '@/lib/tools/testing/admin-scene';

// What is linked to a tool is looked up with the approver's own rights.

useTestDatabase();
let scene: RefundScene;
beforeEach(async () => {
  scene = await refundScene();
});

const EXPRESSION = {
  type: 'object',
  properties: { expression: { type: 'string' } },
  required: ['expression'],
  additionalProperties: false,
};

/** A refund that waits, with a look-up that works out its amount. */
async function waiting(
  grant: GrantEffect | null,
  links: readonly LinkedLookUp[] = [],
): Promise<{ approvalId: string; hash: string; lookUpId: string }> {
  const lookUpId = await addTool({
    name: 'total',
    definition: { kind: 'builtin', builtin: 'calculator' },
    inputSchema: EXPRESSION,
    grants: grant === null ? {} : { agent: grant },
  });
  const lookUps = [{ toolId: lookUpId, arguments: [{ name: 'expression', from: 'order' }] }, ...links];
  return { ...(await askForRefund(scene.run, { mode: 'approvers', roles: ['agent'], lookUps })), lookUpId };
}

const ATTEMPT = crypto.randomUUID();
const lookUp = (principal: Principal, approvalId: string) => lookUpForApproval(principal, approvalId, ATTEMPT);

const callsOf = async (toolId: string) =>
  (await sql('SELECT requester_id AS requester, origin, arguments FROM tool_call WHERE tool_id = $1', [toolId])).rows;

describe('lookUpForApproval', () => {
  it('looks up with the rights of the approver, with the arguments of the call, once for each id and session', async () => {
    const { approvalId, lookUpId } = await waiting('allow');
    const { lookUps } = await lookUp(scene.approver, approvalId);
    expect(lookUps).toMatchObject([
      {
        toolName: 'total',
        problem: null,
        call: { requester: { id: scene.approver.personId }, arguments: { expression: REFUND.order } },
      },
    ]);
    expect(await lookUp(scene.approver, approvalId)).toMatchObject({
      lookUps: [{ call: { id: lookUps[0]?.call?.id } }],
    });
    expect(await callsOf(lookUpId)).toEqual([
      { requester: scene.approver.personId, origin: 'person', arguments: { expression: REFUND.order } },
    ]);
    const { rows } = await sql('SELECT actor_id FROM audit_event WHERE call_id = $1 AND action = $2', [
      lookUps[0]?.call?.id,
      'call.requested',
    ]);
    expect(rows).toEqual([{ actor_id: scene.approver.personId }]);
    await lookUp({ ...scene.approver, sessionId: crypto.randomUUID() }, approvalId);
    expect(await callsOf(lookUpId)).toHaveLength(2);
  });

  it('looks up again for another id, and keeps out of the list of manual calls', async () => {
    const { approvalId, lookUpId } = await waiting('allow');
    const first = await lookUp(scene.approver, approvalId);
    const second = await lookUpForApproval(scene.approver, approvalId, crypto.randomUUID());
    expect(second.lookUps[0]?.call?.id).not.toBe(first.lookUps[0]?.call?.id);
    expect(await callsOf(lookUpId)).toHaveLength(2);
    expect((await listCalls(scene.approver, null, {})).calls).toEqual([]);
  });

  it.each([
    ['no grant', null],
    ['a grant that denies', 'deny'],
    ['a grant that asks', 'ask'],
  ] as const)('makes no call with %s, and says so', async (_, grant) => {
    const { approvalId, lookUpId } = await waiting(grant);
    expect(await lookUp(scene.approver, approvalId)).toEqual({
      lookUps: [{ toolName: 'total', title: 'total', problem: 'not-granted', call: null }],
    });
    expect(await callsOf(lookUpId)).toEqual([]);
  });

  it('is for nobody who may not decide, and for nobody after the decision', async () => {
    const { approvalId, hash, lookUpId } = await waiting('allow');
    for (const other of [scene.asker, scene.admin])
      await expect(lookUp(other, approvalId)).rejects.toMatchObject({ kind: 'not-found' });
    await decideApproval(scene.approver, approvalId, decisionOn(hash, { decision: 'refuse' }));
    await expect(lookUp(scene.approver, approvalId)).rejects.toMatchObject({ kind: 'not-found' });
    expect(await callsOf(lookUpId)).toEqual([]);
  });

  it('never changes anything: a link to a tool that changes is not made, nor saved', async () => {
    const changing = await addTool({
      name: 'void',
      definition: { kind: 'builtin', builtin: 'calculator' },
      inputSchema: EXPRESSION,
      effect: 'change',
      grants: { agent: 'allow' },
    });
    const link = { toolId: changing, arguments: [{ name: 'expression', from: 'order' }] };
    const { approvalId } = await waiting('allow', [link]);
    expect((await lookUp(scene.approver, approvalId)).lookUps[1]).toMatchObject({ problem: 'not-granted', call: null });
    expect(await callsOf(changing)).toEqual([]);
    const approval = {
      mode: 'approvers',
      roles: ['admin'],
      groupIds: [],
      fourEyes: true,
      expiresMinutes: 30,
      lookUps: [{ toolId: changing, arguments: [{ name: 'expression', from: 'order_no' }] }],
    } as const;
    const form = toolForm('http://127.0.0.1:1', {
      name: 'refund_it',
      effect: 'change',
      approval: {
        ...approval,
        roles: [...approval.roles],
        groupIds: [],
        lookUps: approval.lookUps.map((one) => ({ ...one, arguments: [...one.arguments] })),
      },
    });
    await expect(createTool(scene.admin, form)).rejects.toMatchObject({ code: 'tool-look-up-unusable' });
  });

  it('leaves a look-up out whose tool was deleted', async () => {
    const { approvalId, lookUpId } = await waiting('allow');
    await sql('UPDATE tool SET deleted_at = now() WHERE id = $1', [lookUpId]);
    expect(await lookUp(scene.approver, approvalId)).toEqual({
      lookUps: [{ toolName: '', title: '', problem: 'gone', call: null }],
    });
  });
});
