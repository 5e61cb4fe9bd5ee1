import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it, vi } from 'vitest';
import { lockAnswer } from '@/lib/conversations/append-parts';
import { countBlocked } from '@/lib/db/testing/count-blocked';
import { createConversation, createMessage, createPerson } from '@/lib/db/testing/seed';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';
import { continueAnswer, regenerate } from '@/lib/runs/answer-again';
import { ask } from '@/lib/runs/ask';
import { decideAndResume } from '@/lib/runs/decide-approval';
import { driveTools } from '@/lib/runs/internal/drive-tools';
import { principalOf } from '@/lib/runs/testing/use-demo-runs';
import {
  rowOf,
  statusOf,
  callOf,
  runsOf,
  partsOf,
  ended,
  settled,
  writesAfterStep,
  useWaitingCalls,
} from '@/lib/runs/testing/use-waiting-calls';

const world = useWaitingCalls();
const { question, approve, onRunUpdate, waiting } = world;

describe('a result that comes later', () => {
  it('is inserted in the answer that asked, which goes on with it, and the call was made once', async () => {
    const order = uuidv7();
    const scene = await waiting(order);
    await approve(scene);
    await settled(scene.callId, 'queued');
    const [, next] = await runsOf(scene.answerId);
    expect(next?.band).toBe('resumed');
    await ended(next?.id ?? '');
    const parts = await partsOf(scene.answerId);
    expect(parts.map(({ type }) => type)).toEqual(['tool', 'text', 'tool', 'text']);
    expect([parts[0]?.text, parts[2]?.text]).toEqual([scene.callId, scene.callId]);
    expect(parts[3]?.text).toContain('refunded');
    expect(world.till.bodies.filter((body) => body.includes(order))).toHaveLength(1);
  });

  it('that is a refusal is answered too', async () => {
    const scene = await waiting();
    await decideAndResume(principalOf(world.approver), scene.approval.id, {
      decision: 'refuse',
      argumentHash: scene.approval.argumentHash,
      reason: '不需要',
    });
    await settled(scene.callId, 'queued');
    const [, next] = await runsOf(scene.answerId);
    await ended(next?.id ?? '');
    expect((await partsOf(scene.answerId)).at(-1)?.text).toContain('不需要');
  });

  it('when time is over says so', async () => {
    const scene = await waiting();
    await sqlRunner().query('UPDATE approval SET expires_at = now() WHERE id = $1', [scene.approval.id]);
    await settled(scene.callId, 'queued');
    expect((await callOf(scene.callId)).state).toBe('refused');
  });

  it('after a newer question only stands in the answer; the newer answer is not disturbed', async () => {
    const scene = await waiting();
    const next = await question(scene.conversationId, scene.answerId, '还有一个问题');
    await approve(scene);
    await ended(next);
    await settled(scene.callId, 'skipped');
    expect((await callOf(scene.callId)).state).toBe('done');
    expect(await runsOf(scene.answerId)).toHaveLength(1);
    expect((await partsOf(scene.answerId)).map(({ type }) => type)).toEqual(['tool', 'text']);
  });

  it('after another version of the answer only stands in the old one', async () => {
    const scene = await waiting();
    await ended(await regenerate(principalOf(world.agent), scene.answerId, 'quick'));
    await approve(scene);
    await settled(scene.callId, 'skipped');
    expect(await runsOf(scene.answerId)).toHaveLength(1);
  });

  it('while its person continues the same answer is answered after that', async () => {
    const order = uuidv7();
    const scene = await waiting(order);
    await world.demo.script({ fault: 'stall-first', marker: order, ms: 3_000 });
    const continued = await continueAnswer(principalOf(world.agent), scene.answerId);
    await vi.waitUntil(async () => (await statusOf(continued)) === 'running', 10_000);
    await approve(scene);
    await vi.waitUntil(async () => (await callOf(scene.callId)).state === 'done', 10_000);
    await driveTools(scene.runId);
    expect(await callOf(scene.callId)).toEqual({ state: 'done', followUp: 'owed' });
    await settled(scene.callId, 'queued');
    expect((await runsOf(scene.answerId)).map(({ id }) => id).slice(0, 2)).toEqual([scene.runId, continued]);
    await ended((await runsOf(scene.answerId))[2]?.id ?? '');
    expect((await partsOf(scene.answerId)).at(-1)?.text).toContain('refunded');
  });

  it('does not meet "continue" with locks in another order', async () => {
    const scene = await waiting();
    const locked = Promise.withResolvers<undefined>();
    const continued = locked.promise.then(() => continueAnswer(principalOf(world.agent), scene.answerId));
    await withTransaction(async (sql) => {
      await lockAnswer(sql, scene.answerId);
      locked.resolve(undefined);
      await expect.poll(() => countBlocked()).toBeGreaterThan(0);
      // Next comes the line of its person, which the other one must not hold yet.
      await sql.query('SELECT FROM fair_share WHERE person_id = $1 FOR UPDATE NOWAIT', [world.agent.id]);
    });
    await ended(await continued);
  });

  it('is answered once, whoever looks at the same time', async () => {
    const scene = await waiting();
    await Promise.allSettled([approve(scene), approve(scene)]);
    await vi.waitUntil(async () => (await callOf(scene.callId)).state === 'done', 10_000);
    await Promise.all(Array.from({ length: 6 }, () => driveTools(scene.runId)));
    await settled(scene.callId, 'queued');
    const [, next] = await runsOf(scene.answerId);
    await ended(next?.id ?? '');
    await driveTools(scene.runId);
    expect(await runsOf(scene.answerId)).toHaveLength(2);
    expect((await partsOf(scene.answerId)).filter(({ type }) => type === 'tool')).toHaveLength(2);
  });

  it('that arrives while its answer is still written is answered when that has ended', async () => {
    const { id: conversationId } = await createConversation({ ownerId: world.agent.id });
    const first = await createMessage({ conversationId, text: '你好' });
    const greeting = await createMessage({
      conversationId,
      role: 'assistant',
      parentId: first.id,
      text: '你好，请讲。',
    });
    await world.demo.script({
      faults: [
        { fault: 'forced-tool-call', calls: [{ name: 'refund', arguments: { order: uuidv7() } }] },
        { fault: 'slow', tokensPerSecond: 16, times: 2 },
      ],
    });
    const runId = await question(conversationId, greeting.id);
    await writesAfterStep(runId);
    const {
      id,
      call_id: callId,
      argument_hash: argumentHash,
    } = await rowOf<{ id: string; call_id: string; argument_hash: string }>(
      'SELECT id, call_id, argument_hash FROM approval WHERE run_id = $1',
      runId,
    );
    await decideAndResume(principalOf(world.approver), id, { decision: 'approve', argumentHash });
    await vi.waitUntil(async () => (await callOf(callId)).state === 'done', 10_000);
    expect(await callOf(callId)).toEqual({ state: 'done', followUp: null });
    await settled(callId, 'queued');
  });
});

describe('what was left by a process that died', () => {
  it('between the approval and the call, and between the call and its answer, is picked up', async () => {
    const scene = await waiting();
    // As a process leaves it that dies after the decision: nobody drives it.
    await sqlRunner().query(
      `UPDATE approval SET state = 'approved', decided_by_id = $2, decided_at = now() WHERE id = $1`,
      [scene.approval.id, world.approver.id],
    );
    await sqlRunner().query(`UPDATE tool_call SET state = 'ready' WHERE id = $1`, [scene.callId]);
    await settled(scene.callId, 'queued');
    expect((await callOf(scene.callId)).state).toBe('done');
  });
});

describe('what cannot be ended', () => {
  it('of a disabled person keeps nobody else from being picked up', async () => {
    const scene = await waiting();
    const gone = await createPerson({ role: 'agent' });
    const { id: conversationId } = await createConversation({ ownerId: gone.id });
    await world.demo.script({ fault: 'slow', tokensPerSecond: 1, times: 1 });
    const stuck = await ask(principalOf(gone), {
      conversationId,
      messageId: uuidv7(),
      parentId: null,
      text: '请慢慢讲',
      mode: 'quick',
    });
    await vi.waitUntil(async () => (await statusOf(stuck)) === 'running', 10_000);
    const release = await onRunUpdate(
      'not_stopped',
      `NEW.id = '${stuck}' AND NEW.stop_requested_at IS NOT NULL`,
      `RAISE EXCEPTION 'no stop';`,
    );
    await sqlRunner().query('UPDATE person SET disabled_at = now() WHERE id = $1', [gone.id]);
    await sqlRunner().query(
      `UPDATE approval SET state = 'approved', decided_by_id = $2, decided_at = now() WHERE id = $1`,
      [scene.approval.id, world.approver.id],
    );
    await sqlRunner().query(`UPDATE tool_call SET state = 'ready' WHERE id = $1`, [scene.callId]);
    await settled(scene.callId, 'queued');
    await release();
    await vi.waitUntil(async () => (await statusOf(stuck)) === 'stopped', 10_000);
  });
});
