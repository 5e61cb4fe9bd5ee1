import { expect, it } from 'vitest';
import type { AnswerLease } from '@/lib/admission/contracts';
import { instanceId } from '@/lib/db/instance-id';
import { createRun } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import { Execution } from '@/lib/runs/internal/execution';
import { LiveRun } from '@/lib/runs/internal/live-run';
import { appendOutput, selectOutput, selectOutputAfter } from '@/lib/runs/internal/runs-sql';

useTestDatabase();

/** A run that this process executes, and how it is read from what is stored. */
async function startExecution() {
  const {
    id: runId,
    personId,
    conversationId,
    userMessageId,
    assistantMessageId,
  } = await createRun({ status: 'running' });
  await sqlRunner().query('UPDATE run SET instance_id = $2, lease_epoch = 1 WHERE id = $1', [runId, instanceId()]);
  const identity = { runId, personId, conversationId, userMessageId, assistantMessageId };
  const now = new Date();
  const lease: AnswerLease = {
    ...identity,
    epoch: 1,
    instanceId: instanceId(),
    engineId: 'default',
    kind: 'answer',
    mode: 'thinking',
    band: 'interactive',
    promptTokens: 10,
    expectedOutput: 100,
    attempts: 0,
    enqueuedAt: now,
    admittedAt: now,
    stopRequested: false,
  };
  const [live, follower] = [new LiveRun(identity, 'running'), new LiveRun(identity, 'running')];
  const execution = new Execution(lease, live);
  return {
    execution,
    live,
    follower,
    store: () => appendOutput(sqlRunner(), instanceId(), execution.takeUnsaved()),
    follow: async () => {
      for (const piece of await selectOutputAfter(sqlRunner(), [{ runId, ...follower.outputPlace }]))
        follower.takeIn(piece);
    },
    recover: async () => {
      const run = new LiveRun(identity, 'running');
      for (const piece of await selectOutput(sqlRunner(), runId)) run.takeIn(piece);
      return run;
    },
  };
}

it('text that turns out to be reasoning is so for followers in other processes and after a crash, however it was stored', async () => {
  // Whether there is a flush after the thought, and after its end.
  for (const [thought, end] of [
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ]) {
    const { execution, live, follower, store, follow, recover } = await startExecution();
    execution.write('text', '先想', 1_000);
    if (thought) {
      await store();
      await follow();
      expect(follower.parts).toEqual([{ type: 'text', text: '先想' }]);
    }
    execution.write('text', '一想', 1_500);
    if (thought) await store().then(follow);
    execution.turnTextIntoReasoning(2_000);
    if (end) await store().then(follow);
    execution.write('reasoning', '又想', 2_100);
    execution.write('text', '你好', 2_200);
    await store().then(follow);
    expect(live.parts).toMatchObject([
      { type: 'reasoning', text: '先想一想', durationMs: 1_000 },
      { type: 'reasoning', text: '又想' },
      { type: 'text', text: '你好' },
    ]);
    expect(follower.parts).toEqual(live.parts);
    expect((await recover()).parts).toEqual(live.parts);
  }
});

it('text that an earlier attempt began stays text', async () => {
  const { execution, live } = await startExecution();
  live.append('text', '前半');
  execution.write('text', '后半', 1_000);
  execution.turnTextIntoReasoning(2_000);
  expect(live.parts).toEqual([{ type: 'text', text: '前半后半' }]);
});
