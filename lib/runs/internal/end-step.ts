import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import { admitRuns } from '@/lib/admission/admit-runs';
import { parkRun, tellParkedPhase } from '@/lib/admission/park-run';
import type { MessageOrigin, MessagePart } from '@/lib/conversations/contracts';
import { saveAnswer } from '@/lib/conversations/save-answer';
import { withTransaction } from '@/lib/db/transaction';
import { waitUntilDurable } from '@/lib/db/wait-until-durable';
import type { EngineToolCall } from '@/lib/engine/stream-completion';
import { driveTools } from '@/lib/runs/internal/drive-tools';
import type { Execution } from '@/lib/runs/internal/execution';
import type { Outcome } from '@/lib/runs/internal/finish-execution';
import { LeaseLost, unlessLeaseLost } from '@/lib/runs/internal/lease-lost';
import { retryWhileAway } from '@/lib/runs/internal/retry-while-away';
import { deleteOutput } from '@/lib/runs/internal/runs-sql';
import { requestCalls } from '@/lib/tools/request-calls';

export interface StepEnd {
  readonly calls: readonly EngineToolCall[];
  readonly origin: MessageOrigin;
  readonly usage: Outcome['usage'];
}

/**
 * The end of a step that called tools, in one transaction: the text so far and the calls are stored, each call is judged,
 * and the run leaves the card. Then its tools are called, or it waits for a decision; either way it comes back in the
 * resumed band. When the lease was lost meanwhile nothing is written and the stored state is the truth.
 */
export async function endStep(execution: Execution, end: StepEnd): Promise<void> {
  const { lease, live } = execution;
  const calls = end.calls.map((call) => ({ id: uuidv7(), modelCallId: call.id, name: call.name, argumentsText: call.argumentsText }));
  const parts: MessagePart[] = [...live.parts, ...calls.map((call) => ({ type: 'tool' as const, text: call.id }))];
  // The log's lock is held until the commit, so the commit does not wait for the disk; what is told does.
  const phase = await unlessLeaseLost('end of a step', () => storeStep(execution, end, calls, parts));
  if (phase === undefined) return;
  await retryWhileAway('flush of a step', waitUntilDurable);
  for (const call of calls) live.append('tool', call.id, true);
  live.setState('waiting_approval', phase);
  void admitRuns();
  void driveTools(lease.runId);
}

async function storeStep(execution: Execution, end: StepEnd, calls: Parameters<typeof requestCalls>[1]['calls'], parts: readonly MessagePart[]): Promise<'tool' | null> {
  const { runId, epoch, conversationId, assistantMessageId: messageId, personId } = execution.lease;
  return withTransaction(async (sql) => {
    const now = new Date();
    const [step] = await Promise.all([
      parkRun(sql, { runId, epoch, phase: 'tool', ...end.usage }),
      saveAnswer(sql, { messageId, parts, origin: end.origin, now }),
      deleteOutput(sql, runId),
    ]);
    if (step === null) throw new LeaseLost();
    const requested = await requestCalls(sql, { runId, conversationId, messageId, personId, step, now, calls });
    const isWaiting = requested.some((call) => call.state === 'waiting_approval') && !requested.some((call) => call.state === 'ready');
    if (isWaiting) await tellParkedPhase(sql, runId, null);
    return isWaiting ? null : 'tool';
  }, 'deferred');
}
