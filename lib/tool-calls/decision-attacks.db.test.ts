import { describe, expect, it } from 'vitest';
import { createPerson } from '@/lib/db/testing/seed';
import { withTransaction } from '@/lib/db/transaction';
import { cancelCalls } from '@/lib/tool-calls/cancel-calls';
import type { JsonObject } from '@/lib/tools/contracts';
import { decideApproval } from '@/lib/tool-calls/decide-approval';
import { expireApprovals } from '@/lib/tool-calls/expire-approvals';
import { hashArguments } from '@/lib/tool-calls/internal/argument-hash';
import { setGrant } from '@/lib/grants/set-grant';
import {
  actionsOf,
  askForOne,
  countingInvoke,
  decisionOn,
  execute,
  inputsOf,
  readApproval,
  readCall,
  REFUND,
} from '@/lib/tool-calls/testing/call-scene';
import { asPrincipal, seedAsker, sql } from '@/lib/tools/testing/tool-scene';
import { useRefund } from '@/lib/tool-calls/testing/use-refund';

const scene = useRefund();
const { waiting } = scene;

describe('attacks', () => {
  it('a double click decides once', async () => {
    const { callId, approvalId, hash } = await waiting();
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, () => decideApproval(scene.approver, approvalId, decisionOn(hash))),
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

  it('two approvers at once, one for and one against: one wins, and their decision stands', async () => {
    for (let n = 0; n < 5; n += 1) {
      await sql('DELETE FROM tool_call');
      await sql('DELETE FROM tool');
      const { callId, approvalId, hash } = await waiting();
      const other = asPrincipal(await createPerson({ role: 'agent' }));
      const [yes, no] = await Promise.allSettled([
        decideApproval(scene.approver, approvalId, decisionOn(hash)),
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
          amount === 1 ? scene.approver : other,
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
    await expect(decideApproval(scene.approver, approvalId, decisionOn(hash))).rejects.toMatchObject({
      kind: 'conflict',
      code: 'approval-expired',
    });
    expect(await withTransaction((tx) => expireApprovals(tx, new Date()))).toEqual([scene.run.id]);
    await expect(decideApproval(scene.approver, approvalId, decisionOn(hash))).rejects.toMatchObject({
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
        decideApproval(scene.approver, approvalId, decisionOn(hash)),
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
    ['a quarantined tool', 'tool-held', () => sql('UPDATE tool SET held_at = now()')],
    ['a changed tool', 'tool-changed', () => sql(`UPDATE tool SET fingerprint = 'x'`)],
    [
      'a tightened limit',
      'tool-arguments-not-allowed',
      () =>
        setGrant(scene.admin, {
          toolId: scene.toolId,
          subjectKind: 'role',
          subjectId: 'employee',
          effect: 'allow',
          limits: { arguments: { properties: { amount: { maximum: 50 } } } },
        }),
    ],
  ])('%s between decision and execution: nothing is made', async (_what, code, change) => {
    const { callId, approvalId, hash } = await waiting();
    await decideApproval(scene.approver, approvalId, decisionOn(hash));
    await change();
    expect(await inputsOf(callId)).toEqual([]);
    expect(await readCall(callId)).toMatchObject({ state: 'refused', error: { code } });
  });

  it('a replayed approval approves nothing else', async () => {
    const { approvalId, hash, callId } = await waiting();
    await decideApproval(scene.approver, approvalId, decisionOn(hash));
    expect(await inputsOf(callId)).toEqual([REFUND]);
    const second = await askForOne(scene.run, 'refund', REFUND, { step: 2 });
    await expect(decideApproval(scene.approver, approvalId, decisionOn(hash))).rejects.toMatchObject({
      code: 'approval-already-decided',
    });
    expect((await readCall(second.id)).state).toBe('waiting_approval');
    expect(await inputsOf(second.id)).toEqual([]);
    expect(await inputsOf(callId)).toEqual([]);
  });

  it('ids that are made up, or of a call in place of an approval', async () => {
    const { callId, hash } = await waiting();
    for (const id of [crypto.randomUUID(), callId, scene.run.id])
      await expect(decideApproval(scene.approver, id, decisionOn(hash))).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('a decision about other arguments than those there are', async () => {
    const { approvalId, callId } = await waiting();
    for (const hash of [
      '0'.repeat(64),
      hashArguments(scene.toolId, { order: 'A1', amount: 1 }),
      hashArguments(crypto.randomUUID(), REFUND),
    ]) {
      await expect(decideApproval(scene.approver, approvalId, decisionOn(hash))).rejects.toMatchObject({
        kind: 'conflict',
        code: 'approval-arguments-changed',
      });
      await expect(
        decideApproval(scene.approver, approvalId, decisionOn(hash, { decision: 'refuse' })),
      ).rejects.toMatchObject({ code: 'approval-arguments-changed' });
    }
    expect((await readApproval(callId)).state).toBe('pending');
  });

  it('arguments changed in the row after the approval', async () => {
    const { callId, approvalId, hash } = await waiting();
    await decideApproval(scene.approver, approvalId, decisionOn(hash));
    const forged = { order: 'A1', amount: 100_000 };
    await sql('UPDATE tool_call SET arguments = $2, argument_hash = $3 WHERE id = $1', [
      callId,
      JSON.stringify(forged),
      hashArguments(scene.toolId, forged),
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
    await expect(
      decideApproval(scene.approver, approvalId, decisionOn(hash, { arguments: edited })),
    ).rejects.toMatchObject({
      kind: 'invalid',
      code: 'tool-arguments-invalid',
    });
    expect((await readApproval(callId)).state).toBe('pending');
    expect((await readCall(callId)).arguments).toEqual(REFUND);
  });

  it('edited past what the requester is allowed: the approver’s own limits do not count', async () => {
    const { approvalId, hash } = await waiting();
    await setGrant(scene.admin, {
      toolId: scene.toolId,
      subjectKind: 'role',
      subjectId: 'employee',
      effect: 'allow',
      limits: { arguments: { properties: { amount: { maximum: 200 } } } },
    });
    await expect(
      decideApproval(scene.approver, approvalId, decisionOn(hash, { arguments: { order: 'A1', amount: 500 } })),
    ).rejects.toMatchObject({ kind: 'invalid', code: 'tool-arguments-not-allowed' });
    expect(
      await decideApproval(scene.approver, approvalId, decisionOn(hash, { arguments: { order: 'A1', amount: 150 } })),
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
    expect(await decideApproval(scene.approver, id, decisionOn(hash))).toMatchObject({ state: 'ready' });
  });

  it('the requester, where others decide', async () => {
    const { approvalId, hash } = await waiting();
    await expect(decideApproval(scene.asker, approvalId, decisionOn(hash))).rejects.toMatchObject({
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
    for (const other of [stranger, scene.admin, disabled, demoted])
      await expect(decideApproval(other, approvalId, decisionOn(hash))).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('after the run was stopped', async () => {
    const { callId, approvalId, hash } = await waiting();
    await withTransaction((tx) => cancelCalls(tx, { runId: scene.run.id }));
    await expect(decideApproval(scene.approver, approvalId, decisionOn(hash))).rejects.toMatchObject({
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
        decideApproval(scene.approver, approvalId, decisionOn(hash)),
        withTransaction((tx) => cancelCalls(tx, { runId: scene.run.id })),
      ]);
      expect(await readCall(callId)).toMatchObject({ state: 'cancelled' });
      expect(await inputsOf(callId)).toEqual([]);
    }
  });
});
