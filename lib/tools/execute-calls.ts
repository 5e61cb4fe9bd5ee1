import 'server-only';
import { createHash } from 'node:crypto';
import { eventRow, type EventRow } from '@/lib/audit/record-events';
import { groupWrites } from '@/lib/db/group-writes';
import { retryWhileAway } from '@/lib/db/retry-while-away';
import { storableText } from '@/lib/db/storable-text';
import { inOneRoundTrip, sqlRunner } from '@/lib/db/transaction';
import { waitUntilDurable } from '@/lib/db/wait-until-durable';
import { isAppError, notFound } from '@/lib/errors/app-error';
import { DEFAULT_LOCALE, isLocale } from '@/lib/i18n/locales';
import { getLogger } from '@/lib/observability/logger';
import { getMetrics } from '@/lib/observability/metrics';
import type { ToolCallState } from '@/lib/tools/contracts';
import { callEvent } from '@/lib/tools/internal/calls/call-events';
import { checkClaimed, loadEvidence, type CallEvidence, type Checked } from '@/lib/tools/internal/calls/check-claimed';
import { whileExecuting } from '@/lib/tools/internal/calls/executing-calls';
import { modelTextOfError, modelTextOfResult } from '@/lib/tools/internal/calls/model-text';
import { invokeTool } from '@/lib/tools/internal/invoke-tool';
import type { Invoke, ToolOutcome } from '@/lib/tools/internal/tool-outcome';
import { claimCalls, findCall, settleCalls, type CallRow, type EndedCall, type Settlement } from '@/lib/tools/internal/tools-calls-sql';

export interface ExecuteOptions {
  /** The process that makes the calls. */
  readonly instanceId: string;
  /** Aborted when the run is stopped. */
  readonly signal: AbortSignal;
  readonly now: Date;
  /** Only tests give another. */
  readonly invoke?: Invoke;
}

/**
 * Makes those of the calls that are `ready`, all together: each at most once, whatever processes try it (the claim is one committed transaction), and
 * only what was granted and approved, which is checked again now. Each result is stored whole and recorded in one transaction, as soon as it is there.
 * A tool's failure is a state, not an error.
 * @returns how each call stands, in the order of the ids; of one that is not ready, how it stood
 * @throws AppError not-found; an error of one call after the others have ended
 */
export function executeCalls(callIds: readonly string[], options: ExecuteOptions): Promise<ToolCallState[]> {
  return whileExecuting(callIds, async () => {
    const begunMs = performance.now();
    const { calls, evidence } = await claim(callIds, options);
    const claimMs = performance.now() - begunMs;
    const ended = await Promise.allSettled(callIds.map((callId) => {
      const call = calls.get(callId);
      return call === undefined ? stateOf(callId) : execute(call, evidence, claimMs, options);
    }));
    return ended.map((one) => {
      if (one.status === 'rejected') throw one.reason;
      return one.value;
    });
  });
}

async function claim(callIds: readonly string[], { instanceId, now }: ExecuteOptions): Promise<{ calls: Map<string, CallRow>; evidence: CallEvidence }> {
  const [claimed, evidence] = await inOneRoundTrip((sql) => Promise.all([claimCalls(sql, callIds, instanceId, now), loadEvidence(sql, callIds)]), 'deferred');
  return { calls: new Map(claimed.map((call) => [call.id, call])), evidence };
}

async function execute(call: CallRow, evidence: CallEvidence, claimMs: number, { instanceId, signal, now, invoke = invokeTool }: ExecuteOptions): Promise<ToolCallState> {
  const begunMs = performance.now();
  const checked = checkClaimed(call, evidence, now);
  // A crash of PostgreSQL must not forget the claim of what changes something: it would be made again.
  // Not repeated while the database is away: what was checked would be old by then, and the recovery may have told how it ended.
  if (call.effect === 'change') await waitUntilDurable();
  const startedMs = performance.now();
  const end = checked.error === null ? await make(call, checked, signal, now, invoke) : refusal(call, checked.error);
  const durationMs = Math.round(performance.now() - startedMs);
  const eventOf = (more: Readonly<Record<string, unknown>>): EventRow => eventRow(callEvent(ACTIONS[end.state], end.state === 'done' || end.state === 'cancelled' ? 'ok' : end.state, call, { id: call.requesterId, name: checked.requesterName }, {
    argumentHash: call.argumentHash, arguments: call.arguments, durationMs, attempt: call.attempts,
    ...(end.error === null ? {} : { error: end.error }),
    ...(end.result === null ? {} : { resultHash: end.result.hash, resultChars: end.result.text.length }),
    ...more,
  }));
  const ours = await settle({ ...end, id: call.id, instanceId, attempts: call.attempts, event: eventOf({}), eventIfCancelled: eventOf({ state: 'cancelled' }) });
  const settled = ours ?? (await stateOf(call.id));
  const { toolCallsTotal, toolSeconds, toolOverheadSeconds } = getMetrics();
  toolCallsTotal.inc({ outcome: settled });
  toolSeconds.observe(durationMs / 1_000);
  toolOverheadSeconds.observe((claimMs + Math.max(0, performance.now() - begunMs - durationMs)) / 1_000);
  return settled;
}

/**
 * Stores what ended, what ends at the same time together, and waits for the disk with the log's chain already free. What a tool has answered is not
 * lost to a restart of PostgreSQL. Null: the call is not ours any more. A recovery has told how it ended, or an earlier try stored it whose answer was lost.
 */
const settle = groupWrites(async (calls: readonly EndedCall[]): Promise<(ToolCallState | null)[]> => {
  const states = await retryWhileAway(
    () => inOneRoundTrip((sql) => settleCalls(sql, calls), 'released'),
    (error, pauseMs) => getLogger().warn({ err: error, callIds: calls.map(({ id }) => id), pauseMs }, 'database away; calls end when it is back'),
  );
  return calls.map(({ id }) => states.get(id) ?? null);
});

const ACTIONS = { done: 'call.executed', refused: 'call.refused', failed: 'call.failed', cancelled: 'call.cancelled' } as const;

async function stateOf(callId: string): Promise<ToolCallState> {
  const call = await findCall(sqlRunner(), callId);
  if (call === null) throw notFound('tool call');
  return call.state;
}

async function make(call: CallRow, { tool, input, requester, isEdited }: Extract<Checked, { error: null }>, signal: AbortSignal, now: Date, invoke: Invoke): Promise<Settlement> {
  const locale = isLocale(requester.locale) ? requester.locale : DEFAULT_LOCALE;
  const outcome = await invoke(tool, input, { callId: call.id, personId: requester.id, locale, now, signal }).catch((error: unknown): ToolOutcome | null => {
    if (signal.aborted) return null;
    if (isAppError(error)) return { ok: false, error: { code: error.code, values: { ...error.values } } };
    getLogger().error({ err: error, callId: call.id, tool: tool.name }, 'a tool threw');
    return { ok: false, error: { code: 'tool-failed' } };
  });
  const finishedAt = new Date();
  if (outcome === null) {
    const error = { code: 'tool-stopped' };
    return { state: 'cancelled', error, result: null, modelText: modelTextOfError(tool.name, 'cancelled', error), finishedAt };
  }
  if (!outcome.ok) return { state: 'failed', error: outcome.error, result: null, modelText: modelTextOfError(tool.name, 'failed', outcome.error), finishedAt };
  const text = storableText(outcome.text);
  const hash = createHash('sha256').update(text).digest('hex');
  const forModel = modelTextOfResult(tool.name, text, tool.modelResultChars, isEdited ? input : null);
  return { state: 'done', error: null, result: { text, type: outcome.type, hash, isCut: forModel.isCut }, modelText: forModel.text, finishedAt };
}

function refusal(call: CallRow, error: NonNullable<Checked['error']>): Settlement {
  return { state: 'refused', error, result: null, modelText: modelTextOfError(call.toolName, 'refused', error), finishedAt: new Date() };
}
