import 'server-only';

interface RunningCall {
  readonly runId: string | null;
  readonly abort: AbortController;
}

declare global {
  var yikaRunningCalls: Map<string, RunningCall> | undefined;
}

/** The calls of tools this process has under way, by call id. */
export function runningCalls(): Map<string, RunningCall> {
  globalThis.yikaRunningCalls ??= new Map();
  return globalThis.yikaRunningCalls;
}

/** Whether any of a run's tools works here. */
export function hasRunningCalls(runId: string): boolean {
  return [...runningCalls().values()].some((call) => call.runId === runId);
}

/** Ends what runs of a run's tools here. */
export function abortCallsOf(runId: string): void {
  for (const call of runningCalls().values()) if (call.runId === runId) call.abort.abort(new DOMException('The run was stopped', 'AbortError'));
}
