import 'server-only';
import { admitRuns } from '@/lib/admission/admit-runs';
import { finishRun } from '@/lib/admission/finish-run';
import type { MessageOrigin, RunError, RunStatus } from '@/lib/conversations/contracts';
import { saveAnswer } from '@/lib/conversations/save-answer';
import { withTransaction } from '@/lib/db/transaction';
import { driveTools } from '@/lib/runs/internal/drive-tools';
import type { Execution } from '@/lib/runs/internal/execution';
import type { EngineUsage } from '@/lib/engine/connected-engine';
import { LeaseLost, unlessLeaseLost } from '@/lib/runs/internal/lease-lost';
import { deleteOutput } from '@/lib/runs/internal/runs-sql';
import { cancelCalls } from '@/lib/tool-calls/cancel-calls';
import { leaveCallsOpen } from '@/lib/tool-calls/follow-ups';

export interface Outcome {
  readonly status: Extract<RunStatus, 'completed' | 'stopped' | 'failed' | 'interrupted'>;
  readonly error: RunError | null;
  readonly origin: MessageOrigin;
  readonly usage: EngineUsage;
}

/**
 * The end of a run in one transaction: message, usage, status, freed reservation, next follow-up. When the lease was
 * lost meanwhile (or an earlier try had committed) nothing is written and the stored state is the truth. Calls that
 * wait for a decision stay open after it, unless its person requested a stop, even one that came too late: then they
 * are cancelled.
 * @param shownAsOpen the calls that the model saw as open in this step
 */
export async function finishExecution(
  execution: Execution,
  outcome: Outcome,
  shownAsOpen: readonly string[],
): Promise<void> {
  const { lease, live } = execution;
  const hasCalls = live.parts.some((part) => part.type === 'tool');
  const isHeld = await unlessLeaseLost('final commit', () =>
    withTransaction(async (sql) => {
      const now = new Date();
      const [ended] = await Promise.all([
        finishRun(sql, {
          runId: lease.runId,
          epoch: lease.epoch,
          status: outcome.status,
          error: outcome.error,
          ...outcome.usage,
          now,
        }),
        saveAnswer(sql, { messageId: lease.assistantMessageId, parts: [...live.parts], origin: outcome.origin, now }),
        deleteOutput(sql, lease.runId),
      ]);
      if (ended === null) throw new LeaseLost();
      if (hasCalls && (outcome.status === 'stopped' || ended.isStopRequested))
        await cancelCalls(sql, { runId: lease.runId });
      else if (hasCalls) await leaveCallsOpen(sql, lease.runId, shownAsOpen);
      return true;
    }),
  );
  if (isHeld === undefined) return;
  live.finish({ status: outcome.status, error: outcome.error, origin: outcome.origin });
  void admitRuns();
  if (hasCalls) void driveTools(lease.runId);
}
