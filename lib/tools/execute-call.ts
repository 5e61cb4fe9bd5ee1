import 'server-only';
import { createHash } from 'node:crypto';
import { recordEvents } from '@/lib/audit/record-events';
import { retryWhileAway } from '@/lib/db/retry-while-away';
import { storableText } from '@/lib/db/storable-text';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';
import { waitUntilDurable } from '@/lib/db/wait-until-durable';
import { isAppError, notFound } from '@/lib/errors/app-error';
import { DEFAULT_LOCALE, isLocale } from '@/lib/i18n/locales';
import { getLogger } from '@/lib/observability/logger';
import { getMetrics } from '@/lib/observability/metrics';
import type { ToolCallState } from '@/lib/tools/contracts';
import { callEvent } from '@/lib/tools/internal/calls/call-events';
import { checkClaimed, type Checked } from '@/lib/tools/internal/calls/check-claimed';
import { whileExecuting } from '@/lib/tools/internal/calls/executing-calls';
import { modelTextOfError, modelTextOfResult } from '@/lib/tools/internal/calls/model-text';
import { invokeTool } from '@/lib/tools/internal/invoke-tool';
import type { Invoke, ToolOutcome } from '@/lib/tools/internal/tool-outcome';
import { claimCall, findCall, settleCall, type CallRow, type Settlement } from '@/lib/tools/internal/tools-calls-sql';

export interface ExecuteOptions {
  /** The process that makes the call. */
  readonly instanceId: string;
  /** Aborted when the run is stopped. */
  readonly signal: AbortSignal;
  readonly now: Date;
  /** Only tests give another. */
  readonly invoke?: Invoke;
}

/**
 * Makes a call that is `ready`: at most once, whatever processes try it (the claim is one committed statement), and only what was granted and approved,
 * which is checked again now. Stores the whole result and records it in one transaction. A tool's failure is a state, not an error.
 * @returns how the call stands; of one that is not ready, how it stood
 * @throws AppError not-found
 */
export function executeCall(callId: string, options: ExecuteOptions): Promise<ToolCallState> {
  return whileExecuting(callId, () => execute(callId, options));
}

async function execute(callId: string, { instanceId, signal, now, invoke = invokeTool }: ExecuteOptions): Promise<ToolCallState> {
  const begunMs = performance.now();
  const claimed = await withTransaction(async (sql) => {
    const call = await claimCall(sql, callId, instanceId, now);
    return call === null ? null : { call, checked: await checkClaimed(sql, call, now) };
  }, 'deferred');
  if (claimed === null) return stateOf(callId);
  const { call, checked } = claimed;
  // A crash of PostgreSQL must not forget the claim of what changes something: it would be made again.
  // Not repeated while the database is away: what was checked would be old by then, and the recovery may have told how it ended.
  if (call.effect === 'change') await waitUntilDurable();
  const startedMs = performance.now();
  const end = checked.error === null ? await make(call, checked, signal, now, invoke) : refusal(call, checked.error);
  const durationMs = Math.round(performance.now() - startedMs);
  // What a tool has answered is not lost to a restart of PostgreSQL. When an earlier try had committed, the row is not ours any more.
  const settled = await untilBack(callId, () => withTransaction(async (sql) => {
    const state = await settleCall(sql, callId, { instanceId, attempts: call.attempts }, end);
    // Taken over by a recovery: that one has told how it ended.
    if (state === null) return stateOf(callId);
    const outcome = end.state === 'done' || end.state === 'cancelled' ? 'ok' : end.state;
    await recordEvents(sql, [callEvent(ACTIONS[end.state], outcome, call, { id: call.requesterId, name: checked.requesterName }, {
      argumentHash: call.argumentHash, arguments: call.arguments, durationMs, attempt: call.attempts,
      ...(end.error === null ? {} : { error: end.error }),
      ...(end.result === null ? {} : { resultHash: end.result.hash, resultChars: end.result.text.length }),
      ...(state === end.state ? {} : { state }),
    })]);
    return state;
  }, 'deferred'));
  // The chain's lock is free from the commit on; whoever waits for the result waits for the disk.
  await untilBack(callId, waitUntilDurable);
  const { toolCallsTotal, toolSeconds, toolOverheadSeconds } = getMetrics();
  toolCallsTotal.inc({ outcome: settled });
  toolSeconds.observe(durationMs / 1_000);
  toolOverheadSeconds.observe(Math.max(0, performance.now() - begunMs - durationMs) / 1_000);
  return settled;
}

function untilBack<Result>(callId: string, work: () => Promise<Result>): Promise<Result> {
  return retryWhileAway(work, (error, pauseMs) => getLogger().warn({ err: error, callId, pauseMs }, 'database away; a call ends when it is back'));
}

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
