import 'server-only';
import { createHash } from 'node:crypto';
import { eventRow, recordRows, type EventRow } from '@/lib/audit/record-events';
import { groupWrites } from '@/lib/concurrency/group-writes';
import { retryWhileAway } from '@/lib/db/retry-while-away';
import { storableText } from '@/lib/db/storable-text';
import { inOneRoundTrip, sqlRunner, withTransaction } from '@/lib/db/transaction';
import { waitUntilDurable } from '@/lib/db/wait-until-durable';
import { isAppError, notFound } from '@/lib/errors/app-error';
import { DEFAULT_LOCALE, isLocale } from '@/lib/i18n/locales';
import { getLogger } from '@/lib/observability/logger';
import { getMetrics } from '@/lib/observability/metrics';
import type { ToolCallState } from '@/lib/tool-calls/contracts';
import { callEvent } from '@/lib/tool-calls/internal/call-events';
import { areCallsClosed, trackCalls, type TrackedCalls } from '@/lib/tool-calls/track-calls';
import { checkClaimed, loadEvidence, type Checked, type ClaimedCall } from '@/lib/tool-calls/internal/check-claimed';
import { failureOf } from '@/lib/tools/effect-unknown';
import { modelTextOfError, modelTextOfResult } from '@/lib/tool-calls/internal/model-text';
import { invokeTool } from '@/lib/tools/invoke-tool';
import { toToolError } from '@/lib/tools/to-tool-error';
import type { Invoke, ToolOutcome } from '@/lib/tools/tool-outcome';
import {
  claimCalls,
  findCall,
  giveBackCalls,
  settleCalls,
  type CallRow,
  type EndedCall,
  type Settlement,
} from '@/lib/tool-calls/internal/sql/calls-sql';

export interface ExecuteOptions {
  /** The process that executes the calls. */
  readonly instanceId: string;
  readonly now: Date;
  /** Ends all of them; each also ends when its row says cancelled. */
  readonly signal?: AbortSignal;
  /** Only tests give another. */
  readonly invoke?: Invoke;
}

/** Calls that were authorised and claimed in one transaction, and when (`performance.now()`). */
export interface ClaimedCalls {
  readonly calls: readonly ClaimedCall[];
  readonly atMs: number;
}

/**
 * The checks of a claim are valid for this long. A commit takes milliseconds, but the database may go away before the
 * claim can be used.
 */
const CHECK_VALID_MS = 5_000;

/**
 * Executes the calls that are `ready`, in parallel. Each is executed at most once, whichever processes try it (the
 * claim is one committed transaction), and only if it is granted and approved, which is checked again now. Each result
 * is stored whole and recorded in one transaction, as soon as it is there. A tool's failure is a state, not an error.
 * @returns the state of each call, in the order of the ids; a call that is not ready, or that this process can no
 * longer execute because it is shutting down, keeps its state
 * @throws AppError not-found; an error of one call after the others have ended
 */
export async function executeCalls(callIds: readonly string[], options: ExecuteOptions): Promise<ToolCallState[]> {
  if (areCallsClosed()) return Promise.all(callIds.map(stateOf));
  const hand = trackCalls(callIds);
  try {
    const begunMs = performance.now();
    const claimed = await claim(callIds, options);
    const claimMs = performance.now() - begunMs;
    return await allEnded(
      callIds.map((callId) => {
        const call = claimed.get(callId);
        return call === undefined ? stateOf(callId) : execute(call, hand, claimMs, options);
      }),
    );
  } finally {
    hand.letGo();
  }
}

/**
 * Executes calls that `requestCalls` claimed for this process, once its transaction is on disk. When that took too
 * long, they are given back, then checked and claimed again.
 * @param hand has tracked them since before they were claimed
 */
export async function makeClaimedCalls(
  { calls, atMs }: ClaimedCalls,
  hand: TrackedCalls,
  options: ExecuteOptions,
): Promise<void> {
  if (areCallsClosed() || performance.now() - atMs > CHECK_VALID_MS) {
    const callIds = calls.map(({ call }) => call.id);
    await giveBackClaims(callIds, options.instanceId);
    await executeCalls(callIds, options);
  } else {
    await allEnded(calls.map((claimed) => execute(claimed, hand, 0, options)));
  }
}

/** Sets claimed calls that were not begun back to `ready`. */
export async function giveBackClaims(callIds: readonly string[], instanceId: string): Promise<void> {
  await giveBackCalls(sqlRunner(), callIds, instanceId, 'all');
}

/** Waits for all, also when one fails. */
async function allEnded<Result>(work: readonly Promise<Result>[]): Promise<Result[]> {
  const ended = await Promise.allSettled(work);
  return ended.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}

async function claim(
  callIds: readonly string[],
  { instanceId, now }: ExecuteOptions,
): Promise<Map<string, ClaimedCall>> {
  const [calls, evidence] = await inOneRoundTrip(
    (sql) => Promise.all([claimCalls(sql, callIds, instanceId, now), loadEvidence(sql, callIds)]),
    'deferred',
  );
  // A crash of PostgreSQL must not lose the claim of a call that changes something: the call would be made again. Not
  // repeated while the database is away: the checks would be outdated by then, and the recovery may have stored an end.
  if (calls.some((call) => call.effect === 'change')) await waitUntilDurable();
  return new Map(calls.map((call) => [call.id, { call, checked: checkClaimed(call, evidence, now) }]));
}

async function execute(
  { call, checked }: ClaimedCall,
  hand: TrackedCalls,
  claimMs: number,
  { instanceId, now, signal, invoke = invokeTool }: ExecuteOptions,
): Promise<ToolCallState> {
  const startedMs = performance.now();
  const cancelled = hand.signalOf(call.id);
  const end =
    checked.error === null
      ? await make(call, checked, signal === undefined ? cancelled : AbortSignal.any([cancelled, signal]), now, invoke)
      : refusal(call, checked.error);
  const durationMs = Math.round(performance.now() - startedMs);
  const eventOf = (more: Readonly<Record<string, unknown>>): EventRow =>
    eventOfEnd(call, checked.requesterName, end, { durationMs, ...more });
  const ended = {
    ...end,
    id: call.id,
    instanceId,
    attempts: call.attempts,
    event: eventOf({}),
    eventIfCancelled: eventOf({ state: 'cancelled' }),
  };
  const settled = (await settle(ended)) ?? (await recordLate(ended, () => eventOf({ isLate: true })));
  const { toolCallsTotal, toolSeconds, toolOverheadSeconds } = getMetrics();
  toolCallsTotal.inc({ outcome: settled });
  toolSeconds.observe(durationMs / 1_000);
  toolOverheadSeconds.observe((claimMs + Math.max(0, performance.now() - startedMs - durationMs)) / 1_000);
  return settled;
}

function eventOfEnd(
  call: CallRow,
  requesterName: string,
  { state, error, result }: Settlement,
  more: Readonly<Record<string, unknown>>,
): EventRow {
  const outcome = state === 'done' || state === 'cancelled' ? 'ok' : state;
  return eventRow(
    callEvent(
      ACTIONS[state],
      outcome,
      call,
      { actorId: call.requesterId, actorName: requesterName },
      {
        argumentHash: call.argumentHash,
        arguments: call.arguments,
        attempt: call.attempts,
        ...(error === null ? {} : { error }),
        ...(result === null ? {} : { resultHash: result.hash, resultChars: result.text.length }),
        ...more,
      },
    ),
  );
}

/**
 * Stores ended calls, those that end at the same time together, and waits for the disk after it has released the lock
 * of the log's chain. A restart of PostgreSQL does not lose a tool's result. Null: the call is not ours any more.
 */
const settle = groupWrites(async (calls: readonly EndedCall[]): Promise<(ToolCallState | null)[]> => {
  const states = await retryWhileAway(
    'end of calls',
    () => inOneRoundTrip((sql) => settleCalls(sql, calls), 'released'),
    { callIds: calls.map(({ id }) => id) },
  );
  return calls.map(({ id }) => states.get(id) ?? null);
});

/**
 * A call that is not ours any more: an earlier try stored its end and the confirmation was lost, or a recovery took
 * this process for dead and stored an end, or the conversation was deleted. The late result is the only proof of what
 * the tool did, so it is recorded in the audit log.
 */
async function recordLate(ended: EndedCall, eventOfLate: () => EventRow): Promise<ToolCallState> {
  const call = await findCall(sqlRunner(), ended.id);
  if (call?.finishedAt?.getTime() !== ended.finishedAt.getTime())
    await withTransaction((sql) => recordRows(sql, [eventOfLate()]));
  if (call === null) throw notFound('tool call');
  return call.state;
}

const ACTIONS = {
  done: 'call.executed',
  refused: 'call.refused',
  failed: 'call.failed',
  cancelled: 'call.cancelled',
} as const;

async function stateOf(callId: string): Promise<ToolCallState> {
  const call = await findCall(sqlRunner(), callId);
  if (call === null) throw notFound('tool call');
  return call.state;
}

async function make(
  call: CallRow,
  { tool, input, requester, isEdited }: Extract<Checked, { error: null }>,
  signal: AbortSignal,
  now: Date,
  invoke: Invoke,
): Promise<Settlement> {
  const locale = isLocale(requester.locale) ? requester.locale : DEFAULT_LOCALE;
  const sent = { isSent: false };
  const onSent = (): void => {
    sent.isSent = true;
  };
  const outcome = await invoke(tool, input, {
    callId: call.id,
    personId: requester.id,
    locale,
    now,
    signal,
    onSent,
  }).catch((error: unknown): ToolOutcome | null => {
    if (signal.aborted) return null;
    if (isAppError(error)) return { ok: false, error: toToolError(error) };
    getLogger().error({ err: error, callId: call.id, tool: tool.name }, 'a tool threw');
    return { ok: false, error: { code: 'tool-failed' } };
  });
  const finishedAt = new Date();
  if (outcome === null) {
    const error = failureOf({ code: 'tool-stopped' }, tool.effect, sent.isSent);
    return {
      state: 'cancelled',
      error,
      result: null,
      modelText: modelTextOfError(tool.name, 'cancelled', error),
      finishedAt,
    };
  }
  if (!outcome.ok) {
    const error = failureOf(outcome.error, tool.effect, sent.isSent);
    return {
      state: 'failed',
      error,
      result: null,
      modelText: modelTextOfError(tool.name, 'failed', error),
      finishedAt,
    };
  }
  const text = storableText(outcome.text);
  const hash = createHash('sha256').update(text).digest('hex');
  const forModel = modelTextOfResult(tool.name, text, tool.modelResultChars, isEdited ? input : null);
  return {
    state: 'done',
    error: null,
    result: { text, type: outcome.type, hash, isCut: forModel.isCut },
    modelText: forModel.text,
    finishedAt,
  };
}

function refusal(call: CallRow, error: NonNullable<Checked['error']>): Settlement {
  return {
    state: 'refused',
    error,
    result: null,
    modelText: modelTextOfError(call.toolName, 'refused', error),
    finishedAt: new Date(),
  };
}
