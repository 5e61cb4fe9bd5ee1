// lib/tool-calls has the life of a call: requested, authorised, approved, executed once, recovered.
import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import type { SqlRunner } from '@/lib/db/transaction';
import { getMetrics } from '@/lib/observability/metrics';
import type { ToolCallState } from '@/lib/tool-calls/contracts';
import type { ClaimedCalls } from '@/lib/tool-calls/execute-calls';
import { requestAndAuthorizeCalls } from '@/lib/tool-calls/internal/request-and-authorize-calls';

export interface RequestCallsInput {
  readonly runId: string;
  readonly conversationId: string;
  /** The answer the calls belong to. */
  readonly messageId: string;
  /** In whose name: their grants and limits count, as they stand now. */
  readonly personId: string;
  /** Model step of the run, from 1. */
  readonly step: number;
  readonly now: Date;
  /**
   * The process that makes what may be made at once, with `makeClaimedCalls`; null: it stays `ready` for
   * `executeCalls`.
   */
  readonly claimFor: string | null;
  /** In the model's order; `id` is a new UUIDv7. */
  readonly calls: readonly {
    readonly id: string;
    readonly modelCallId: string;
    readonly name: string;
    readonly argumentsText: string;
  }[];
}

export interface RequestedCalls {
  readonly calls: readonly { readonly id: string; readonly state: ToolCallState }[];
  readonly claimed: ClaimedCalls;
}

/**
 * Stores what the model asked for in one step and says of each call whether it may be made (`running` when it is
 * claimed, else `ready`), waits for a decision, or was refused. Whatever the model wrote, nothing is thrown for it:
 * unknown and ungranted tools, broken arguments, loops and limits settle the call, and the model gets the reason. Call
 * it last in the transaction: it records audit events, whose lock lasts until the commit.
 */
export async function requestCalls(sql: SqlRunner, input: RequestCallsInput): Promise<RequestedCalls> {
  if (input.calls.length === 0) return { calls: [], claimed: { calls: [], atMs: performance.now() } };
  const begunMs = performance.now();
  const { placed, claimed, events } = await requestAndAuthorizeCalls(sql, {
    ...input,
    origin: 'model',
    actor: null,
    instanceId: null,
  });
  await recordEvents(sql, events);
  const atMs = performance.now();
  // The calls of a step are authorised together: each waits for all of them.
  placed.forEach(() => getMetrics().toolJudgeSeconds.observe((atMs - begunMs) / 1_000));
  return { calls: placed.map(({ id, state }) => ({ id, state })), claimed: { calls: claimed, atMs } };
}
