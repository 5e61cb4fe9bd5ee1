import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import type { SqlRunner } from '@/lib/db/transaction';
import { getMetrics } from '@/lib/observability/metrics';
import type { ToolCallState } from '@/lib/tools/contracts';
import { placeCalls } from '@/lib/tools/internal/calls/place-calls';

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
  /** In the model's order; `id` is a new UUIDv7. */
  readonly calls: readonly { readonly id: string; readonly modelCallId: string; readonly name: string; readonly argumentsText: string }[];
}

/**
 * Stores what the model asked for in one step and says of each call whether it may be made (`ready`), waits for a decision, or was refused. Whatever
 * the model wrote, nothing is thrown for it: unknown and ungranted tools, broken arguments, loops and limits settle the call and are told to it.
 * Call it last in the transaction: it records audit events, whose lock is held until the commit.
 */
export async function requestCalls(sql: SqlRunner, input: RequestCallsInput): Promise<{ id: string; state: ToolCallState }[]> {
  if (input.calls.length === 0) return [];
  const begunMs = performance.now();
  const { placed, events } = await placeCalls(sql, { ...input, origin: 'model', address: null, instanceId: null });
  await recordEvents(sql, events);
  const secondsACall = (performance.now() - begunMs) / 1_000 / placed.length;
  placed.forEach(() => getMetrics().toolJudgeSeconds.observe(secondsACall));
  return placed.map(({ id, state }) => ({ id, state }));
}
