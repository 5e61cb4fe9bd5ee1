import { describe, expect, it } from 'vitest';
import { sqlRunner } from '@/lib/db/transaction';
import { countApprovals } from '@/lib/tool-calls/count-approvals';
import { decideApproval } from '@/lib/tool-calls/decide-approval';
import { getCall } from '@/lib/tool-calls/get-call';
import { listApprovals } from '@/lib/tool-calls/list-approvals';
import { loadCalls } from '@/lib/tool-calls/load-calls';
import {
  askForOne,
  countingInvoke,
  decisionOn,
  execute,
  REFUND,
  REFUND_SCHEMA,
} from '@/lib/tool-calls/testing/call-scene';
import { seedAsker, sql } from '@/lib/tools/testing/tool-scene';
import { emailOf, useRefund } from '@/lib/tool-calls/testing/use-refund';

const scene = useRefund();
const { waiting } = scene;

describe('the inbox', () => {
  it('shows approvers the call, not the conversation; the requester their own; others nothing', async () => {
    const { callId } = await waiting();
    const { items } = await listApprovals(scene.approver, {});
    expect(items).toMatchObject([
      {
        id: callId,
        conversationId: null,
        runId: null,
        messageId: null,
        result: null,
        arguments: REFUND,
        requester: { name: '小王', email: await emailOf(scene.asker) },
        approval: { mayDecide: true, roles: ['agent'] },
      },
    ]);
    expect((await listApprovals(scene.asker, {})).items).toMatchObject([
      { id: callId, conversationId: scene.run.conversationId, approval: { mayDecide: false } },
    ]);
    expect((await listApprovals(scene.admin, {})).items).toEqual([]);
    expect([
      await countApprovals(scene.approver),
      await countApprovals(scene.asker),
      await countApprovals(scene.admin),
    ]).toEqual([1, 0, 0]);
    await expect(getCall(scene.admin, callId)).rejects.toMatchObject({ kind: 'not-found' });
    expect(await getCall(scene.approver, callId)).toMatchObject({ id: callId, conversationId: null });
    expect(await loadCalls(sqlRunner(), scene.approver, { conversationId: scene.run.conversationId })).toEqual([]);
    expect(await loadCalls(sqlRunner(), scene.approver, { runId: scene.run.id })).toEqual([]);
  });

  it('returns the arguments in the order of the schema, with their titles; the schema itself to who may change them, granted or not', async () => {
    await waiting();
    await sql(`DELETE FROM tool_grant WHERE subject_id = 'agent'`);
    const names = [
      { path: ['order'], title: '订单号' },
      { path: ['memo'], title: 'memo' },
      { path: ['amount'], title: '金额' },
    ];
    const [theirs] = (await listApprovals(scene.approver, {})).items;
    expect(theirs?.argumentNames).toEqual(names);
    expect(JSON.stringify(theirs?.approval?.inputSchema)).toBe(JSON.stringify(REFUND_SCHEMA));
    const [mine] = (await listApprovals(scene.asker, {})).items;
    expect(mine?.argumentNames).toEqual(names);
    expect(mine?.approval?.inputSchema).toBeNull();
  });

  it('counts what one may decide oneself, not one’s own under four eyes', async () => {
    await waiting({ mode: 'self' });
    expect(await countApprovals(scene.asker)).toBe(1);
    const agent = await seedAsker('agent');
    await sql(`UPDATE tool SET name = 'older'`);
    await waiting({ mode: 'approvers', roles: ['agent'], fourEyes: true });
    await askForOne(agent.run, 'refund', REFUND);
    expect([await countApprovals(agent.principal), await countApprovals(scene.approver)]).toEqual([1, 2]);
    expect((await listApprovals(agent.principal, {})).items.map((item) => item.approval?.mayDecide)).toEqual([
      true,
      false,
    ]);
  });

  it('is empty of what is decided, expired, or in a deleted conversation', async () => {
    const { approvalId, hash, callId } = await waiting();
    await sql('UPDATE conversation SET deleted_at = now()');
    expect(await countApprovals(scene.approver)).toBe(0);
    await expect(getCall(scene.approver, callId)).rejects.toMatchObject({ kind: 'not-found' });
    await sql('UPDATE conversation SET deleted_at = NULL');
    await sql(`UPDATE approval SET expires_at = now() - interval '1 second'`);
    expect(await countApprovals(scene.approver)).toBe(0);
    await sql(`UPDATE approval SET expires_at = now() + interval '1 minute'`);
    await decideApproval(scene.approver, approvalId, decisionOn(hash));
    expect((await listApprovals(scene.approver, {})).items).toEqual([]);
    // The approver may look at it afterwards, but not at its result.
    await execute(callId, countingInvoke().invoke);
    expect(await getCall(scene.approver, callId)).toMatchObject({ state: 'done', result: null });
  });

  it('shows approvers that another’s call failed and by what code and status, not what the server said', async () => {
    const { approvalId, hash, callId } = await waiting();
    await decideApproval(scene.approver, approvalId, decisionOn(hash));
    await execute(callId, (_tool, _input, { onSent }) => {
      onSent();
      return Promise.resolve({
        ok: false,
        error: { code: 'tool-http-status', values: { status: 500, excerpt: '客户张三的余额不足' } },
      });
    });
    expect((await getCall(scene.approver, callId)).error).toEqual({
      code: 'tool-http-status',
      values: { status: 500, excerpt: '' },
      effectUnknown: true,
    });
    expect((await getCall(scene.asker, callId)).error).toEqual({
      code: 'tool-http-status',
      values: { status: 500, excerpt: '客户张三的余额不足' },
      effectUnknown: true,
    });
  });

  it('comes in pages, oldest first, each once', async () => {
    await waiting();
    for (let n = 0; n < 59; n += 1)
      await askForOne(scene.run, 'refund', { order: `B${n}`, amount: 1 }, { step: n + 2 });
    const first = await listApprovals(scene.approver, {});
    const second = await listApprovals(scene.approver, { cursor: first.nextCursor ?? '' });
    expect([first.items.length, second.items.length, second.nextCursor]).toEqual([50, 10, null]);
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(60);
    await expect(listApprovals(scene.approver, { cursor: 'x' })).rejects.toMatchObject({ kind: 'invalid' });
  });
});
