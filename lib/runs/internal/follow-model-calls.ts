import 'server-only';
import type { ModelCallLease, QueuePlace } from '@/lib/admission/contracts';
import { isTerminal } from '@/lib/conversations/contracts';
import { coalesce } from '@/lib/concurrency/coalesce';
import { isDatabaseAway } from '@/lib/db/is-database-away';
import { sqlRunner } from '@/lib/db/transaction';
import { AppError } from '@/lib/errors/app-error';
import { getLogger } from '@/lib/observability/logger';
import { endModelRun, modelCalls, runStopped } from '@/lib/runs/internal/model-call';
import { selectRunEnds, type RunEndRow } from '@/lib/runs/internal/runs-sql';

/** This process got the lease of a model call: its caller begins; without a caller the run ends. */
export async function takeModelLease(lease: ModelCallLease): Promise<void> {
  const call = modelCalls().get(lease.runId);
  if (call !== undefined) {
    call.admit(lease);
    return;
  }
  const { promptTokens } = lease;
  const ending = {
    promptTokens,
    cachedTokens: 0,
    outputTokens: 0,
    status: 'stopped',
    error: { code: 'abandoned' },
  } as const;
  await endModelRun(lease, ending);
}

/**
 * Applies new places in the queue. A call without a place was stopped or ended by another process: its row
 * says how.
 */
export function placeModelCalls(places: ReadonlyMap<string, QueuePlace>): void {
  let isMissing = false;
  for (const call of modelCalls().values()) {
    const place = places.get(call.runId);
    if (place !== undefined) call.setPlace(place);
    else isMissing ||= call.isWaiting;
  }
  if (isMissing) void readModelCalls();
}

declare global {
  var yikaReadModelCalls: (() => Promise<void>) | undefined;
}

/** Ends the calls whose runs ended while they waited. Calls while a read is under way share the next one. */
export function readModelCalls(): Promise<void> {
  globalThis.yikaReadModelCalls ??= coalesce(read);
  return globalThis.yikaReadModelCalls();
}

async function read(): Promise<void> {
  const waiting = [...modelCalls().values()].filter((call) => call.isWaiting);
  if (waiting.length === 0) return;
  try {
    const ends = await selectRunEnds(
      sqlRunner(),
      waiting.map((call) => call.runId),
    );
    const endOf = new Map(ends.map((end) => [end.runId, end]));
    for (const call of waiting) {
      const end = endOf.get(call.runId);
      // Without a row its person was deleted.
      if (end === undefined || isTerminal(end.status)) call.endWaiting(endError(end));
    }
  } catch (error) {
    if (!isDatabaseAway(error)) getLogger().error({ err: error }, 'reading model calls failed');
  }
}

function endError(end: RunEndRow | undefined): AppError {
  const code = end?.error?.code;
  if (code === 'queue-wait-too-long') {
    const detail = 'The request waited too long in the queue';
    return new AppError({ kind: 'unavailable', code, detail, retryAfterSeconds: 60 });
  }
  if (code === 'abandoned') {
    const detail = 'This server was away for too long; send the request again';
    return new AppError({ kind: 'unavailable', code: 'run-lost', detail });
  }
  return runStopped();
}

/** Ends every call of this process, which ends itself. Resolves when their runs have ended. */
export async function shutDownModelCalls(): Promise<void> {
  const ends = await Promise.allSettled([...modelCalls().values()].map((call) => call.shutDown()));
  for (const end of ends) {
    if (end.status === 'rejected')
      getLogger().warn({ err: end.reason }, 'a model call was not ended; its lease will expire');
  }
}
