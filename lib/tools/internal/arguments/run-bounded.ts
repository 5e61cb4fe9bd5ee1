import 'server-only';
import vm from 'node:vm';

/** Tries of work that the machine, not the work itself, kept from ending. */
const MAX_TRIES = 5;
const US_PER_MS = 1_000;

export type Bounded<Result> = { readonly done: true; readonly result: Result } | { readonly done: false };

declare global {
  var yikaBounded:
    | { readonly context: vm.Context & { work: (() => void) | null }; readonly script: vm.Script }
    | undefined;
}

/**
 * Runs synchronous `work` and ends it when it takes longer than `timeoutMs`, also in the middle of a regular
 * expression: patterns and schemas come from outside, and both can take exponential time. V8 can only be ended by the
 * wall clock; whether it was the work that took the time is decided by the time this thread computed, so a machine that
 * stands still blames nobody: the work is tried again. It must not mind that. Costs about 0.15 ms.
 * @returns `done: false` when it was ended; throws what `work` throws
 */
export function runBounded<Result>(timeoutMs: number, work: () => Result): Bounded<Result> {
  const startedMs = computedMs();
  for (let tries = 1; ; tries += 1) {
    const outcome = runOnce(timeoutMs, work);
    if (outcome.done || tries === MAX_TRIES || computedMs() - startedMs >= timeoutMs / 2) return outcome;
  }
}

function runOnce<Result>(timeoutMs: number, work: () => Result): Bounded<Result> {
  const { context, script } = (globalThis.yikaBounded ??= {
    context: Object.assign(vm.createContext(), { work: null }),
    script: new vm.Script('work()'),
  });
  const ended: { readonly result: Result }[] = [];
  context.work = () => {
    ended.push({ result: work() });
  };
  try {
    script.runInContext(context, { timeout: timeoutMs });
  } catch (error) {
    // Made in the other context, so it is no `Error` of this one.
    const isTimeout =
      typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
    if (!isTimeout) throw error;
  } finally {
    context.work = null;
  }
  // The clock's own thread may be late on a busy machine and strike after the work is done.
  const [end] = ended;
  return end === undefined ? { done: false } : { done: true, result: end.result };
}

/** Time this thread has computed, in milliseconds. */
export function computedMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / US_PER_MS;
}
