import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it, vi } from 'vitest';
import { deleteConversation } from '@/lib/conversations/delete-conversation';
import { createConversation, createMessage } from '@/lib/db/testing/seed';
import { cancelAndResume } from '@/lib/runs/cancel-call';
import { stopRun, stopRunsOfConversation } from '@/lib/runs/stop-run';
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

describe('while a call waits', () => {
  it('the answer goes on and ends, with what else it asked for', async () => {
    const scene = await waiting(uuidv7(), [{ name: 'calculate', arguments: { expression: '6*7' } }]);
    expect(await callOf(scene.callId)).toEqual({ state: 'waiting_approval', followUp: 'owed' });
    const parts = await partsOf(scene.answerId);
    expect(parts.map(({ type }) => type)).toEqual(['tool', 'tool', 'text']);
    expect(parts[2]?.text).toContain('等待审批');
    expect(parts[2]?.text).toContain('42');
  });

  it('the next question is answered at once, and the model neither repeats the call nor believes it made', async () => {
    const order = uuidv7();
    const scene = await waiting(order);
    await world.demo.script({
      faults: [{ fault: 'forced-tool-call', calls: [{ name: 'refund', arguments: { order } }] }],
    });
    const next = await question(scene.conversationId, scene.answerId);
    await ended(next);
    const again = await rowOf('SELECT c.state::text AS state, c.error FROM tool_call c WHERE c.run_id = $1', next);
    expect(again).toEqual({ state: 'refused', error: { code: 'tool-already-waiting' } });
    expect(world.till.bodies.filter((body) => body.includes(order))).toEqual([]);
    expect((await callOf(scene.callId)).state).toBe('waiting_approval');
  });

  it('stopping the answer while it is written withdraws the call', async () => {
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
        { fault: 'forced-tool-call', calls: [{ name: 'refund', arguments: { order: 'S1' } }] },
        { fault: 'slow', tokensPerSecond: 8, times: 2 },
      ],
    });
    const runId = await question(conversationId, greeting.id);
    await writesAfterStep(runId);
    await stopRun(principalOf(world.agent), runId);
    await vi.waitUntil(async () => (await statusOf(runId)) === 'stopped', 10_000);
    expect(
      await rowOf(
        'SELECT c.state::text AS call, a.state::text AS approval FROM tool_call c JOIN approval a ON a.call_id = c.id WHERE c.run_id = $1',
        runId,
      ),
    ).toEqual({ call: 'cancelled', approval: 'cancelled' });
  });

  it('stopping it when its text is complete, but not yet stored, withdraws the call too', async () => {
    const { id: conversationId } = await createConversation({ ownerId: world.agent.id });
    const first = await createMessage({ conversationId, text: '你好' });
    const greeting = await createMessage({
      conversationId,
      role: 'assistant',
      parentId: first.id,
      text: '你好，请讲。',
    });
    // As if the request had been committed just before the end of the run.
    await onRunUpdate(
      'stop_at_last',
      `NEW.conversation_id = '${conversationId}' AND NEW.status = 'completed'`,
      'NEW.stop_requested_at := now();',
    );
    await world.demo.script({
      faults: [{ fault: 'forced-tool-call', calls: [{ name: 'refund', arguments: { order: 'S2' } }] }],
    });
    const runId = await question(conversationId, greeting.id);
    await ended(runId);
    expect(
      await rowOf(
        'SELECT c.state::text AS call, a.state::text AS approval FROM tool_call c JOIN approval a ON a.call_id = c.id WHERE c.run_id = $1',
        runId,
      ),
    ).toEqual({ call: 'cancelled', approval: 'cancelled' });
  });
});

describe('what ends a waiting call', () => {
  it('its person withdraws it: nothing is made, and the model says nothing more', async () => {
    const scene = await waiting();
    expect((await cancelAndResume(principalOf(world.agent), scene.callId)).state).toBe('cancelled');
    await expect(approve(scene)).rejects.toMatchObject({ code: 'approval-cancelled' });
    await settled(scene.callId, 'skipped');
    expect(await runsOf(scene.answerId)).toHaveLength(1);
  });

  it('nobody else withdraws it, and what is decided is not withdrawn', async () => {
    const scene = await waiting();
    await expect(cancelAndResume(principalOf(world.approver), scene.callId)).rejects.toMatchObject({
      code: 'not-found',
    });
    await approve(scene);
    await vi.waitUntil(async () => (await callOf(scene.callId)).state === 'done', 10_000);
    expect((await cancelAndResume(principalOf(world.agent), scene.callId)).state).toBe('done');
  });

  it('the conversation is deleted: it cannot be approved, and nothing follows', async () => {
    const scene = await waiting();
    await stopRunsOfConversation(principalOf(world.agent), scene.conversationId);
    await deleteConversation(world.agent.id, scene.conversationId, new Date());
    expect((await callOf(scene.callId)).state).toBe('cancelled');
    await expect(approve(scene)).rejects.toMatchObject({ kind: 'conflict' });
    await settled(scene.callId, 'skipped');
  });

  it('a result that comes after the deletion is kept as evidence, and no run is queued for it', async () => {
    const scene = await waiting();
    await approve(scene);
    await deleteConversation(world.agent.id, scene.conversationId, new Date());
    await vi.waitUntil(async () => (await callOf(scene.callId)).followUp !== 'owed', 10_000);
    expect((await runsOf(scene.answerId)).filter(({ status }) => status === 'queued' || status === 'running')).toEqual(
      [],
    );
  });
});
