import { isOpenCall, type ToolCallDto } from '@/lib/tool-calls/contracts';

export interface WaitingChanges {
  /** Were open before and are not any more, whether or not their answer still lacks them. */
  readonly ended: readonly string[];
  /** Had ended before, and their answer has taken them in or gone on without them. */
  readonly settled: readonly string[];
}

/** What happened to the calls of a conversation between two readings of `waitingCallsQuery`. */
export function waitingChanges(before: readonly ToolCallDto[], now: readonly ToolCallDto[]): WaitingChanges {
  const present = new Set(now.map(({ id }) => id));
  const open = new Set(now.filter(isOpenCall).map(({ id }) => id));
  return {
    ended: before.filter((call) => isOpenCall(call) && !open.has(call.id)).map(({ id }) => id),
    settled: before.filter((call) => !isOpenCall(call) && !present.has(call.id)).map(({ id }) => id),
  };
}
