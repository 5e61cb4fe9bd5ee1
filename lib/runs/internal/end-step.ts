import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import { admitRuns } from '@/lib/admission/admit-runs';
import { parkRun } from '@/lib/admission/park-run';
import type { MessageOrigin, MessagePart } from '@/lib/conversations/contracts';
import { saveAnswer } from '@/lib/conversations/save-answer';
import { instanceId } from '@/lib/db/instance-id';
import { withTransaction } from '@/lib/db/transaction';
import { waitUntilDurable } from '@/lib/db/wait-until-durable';
import type { EngineToolCall } from '@/lib/engine/stream-completion';
import { driveTools } from '@/lib/runs/internal/drive-tools';
import type { Execution } from '@/lib/runs/internal/execution';
import type { Outcome } from '@/lib/runs/internal/finish-execution';
import { LeaseLost, unlessLeaseLost } from '@/lib/runs/internal/lease-lost';
import { retryWhileAway } from '@/lib/db/retry-while-away';
import { deleteOutput } from '@/lib/runs/internal/runs-sql';
import { giveBackClaims, type ClaimedCalls } from '@/lib/tool-calls/execute-calls';
import { requestCalls } from '@/lib/tool-calls/request-calls';
import { trackCalls } from '@/lib/tool-calls/track-calls';

export interface StepEnd {
  readonly calls: readonly EngineToolCall[];
  readonly origin: MessageOrigin;
  readonly usage: Outcome['usage'];
}

/**
 * The end of a step that called tools, in one transaction: the text so far and the calls are stored, each call is
 * authorised, and the run leaves the GPU. Then its tools are called, and it comes back in the resumed band; a call that
 * waits for a decision is not waited for. When the lease was lost meanwhile nothing is written and the stored state is
 * the truth; when a stop of the run was requested, nothing is written either, and an abort is thrown.
 */
export async function endStep(execution: Execution, end: StepEnd): Promise<void> {
  const { lease, live } = execution;
  const calls = end.calls.map((call) => ({
    id: uuidv7(),
    modelCallId: call.id,
    name: call.name,
    argumentsText: call.argumentsText,
  }));
  const parts: MessagePart[] = [...live.parts, ...calls.map((call) => ({ type: 'tool' as const, text: call.id }))];
  // Tracked from before they are claimed: a Stop that comes meanwhile must reach them.
  const hand = trackCalls(calls.map((call) => call.id));
  const stored = await storeDurably(execution, end, calls, parts).catch((error: unknown) => {
    hand.letGo();
    throw error;
  });
  if (stored === undefined) {
    await giveBack(
      lease.runId,
      calls.map((call) => call.id),
    ).finally(() => hand.letGo());
    return;
  }
  for (const call of calls) live.append('tool', call.id, true);
  live.setState('waiting_approval', 'tool');
  void driveTools(lease.runId, { claimed: stored, hand });
  void admitRuns();
}

/**
 * The lock of the audit log is held until the commit, so the commit does not wait for the disk; reports and executions
 * do. A flush that fails says nothing about the commit before it: both are done again, and a commit that survived shows
 * itself by the lease being gone.
 */
async function storeDurably(...step: Parameters<typeof storeStep>): Promise<ClaimedCalls | undefined> {
  return unlessLeaseLost('end of a step', async () => {
    const stored = await storeStep(...step);
    await waitUntilDurable();
    return stored;
  });
}

/**
 * Gives back the claims of a step that was stored although its confirmation was lost: its calls are claimed by this
 * process and were not executed. They are executed now, and the run goes on. Without such a step it does nothing.
 */
async function giveBack(runId: string, callIds: readonly string[]): Promise<void> {
  await retryWhileAway('claims of a step', () => giveBackClaims(callIds, instanceId()));
  void driveTools(runId);
}

async function storeStep(
  execution: Execution,
  end: StepEnd,
  calls: Parameters<typeof requestCalls>[1]['calls'],
  parts: readonly MessagePart[],
): Promise<ClaimedCalls> {
  const { runId, epoch, conversationId, assistantMessageId: messageId, personId } = execution.lease;
  return withTransaction(async (sql) => {
    const now = new Date();
    const [step] = await Promise.all([
      parkRun(sql, { runId, epoch, ...end.usage }),
      saveAnswer(sql, { messageId, parts, origin: end.origin, now }),
      deleteOutput(sql, runId),
    ]);
    if (step === 'lease-lost') throw new LeaseLost();
    if (step === 'stop-requested') {
      execution.stop('stop');
      throw new DOMException('The run was stopped', 'AbortError');
    }
    const { claimed } = await requestCalls(sql, {
      runId,
      conversationId,
      messageId,
      personId,
      step,
      now,
      claimFor: instanceId(),
      calls,
    });
    return claimed;
  }, 'deferred');
}
