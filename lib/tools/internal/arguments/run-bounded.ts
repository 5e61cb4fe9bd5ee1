import 'server-only';
import vm from 'node:vm';

/** Most attempts when the machine, not the work itself, was too slow. */
const MAX_TRIES = 5;
const US_PER_MS = 1_000;

export type Bounded<Result> = { readonly done: true; readonly result: Result } | { readonly done: false };

declare global {
  var yikaBounded:
    | { readonly context: vm.Context & { work: (() => void) | null }; readonly script: vm.Script }
    | undefined;
}

/**
 * Runs synchronous `work` and aborts it when it takes longer than `timeoutMs`, even inside of a regular expression:
 * patterns and schemas come from outside and can take exponential time. V8 can only abort by wall-clock time, so the
 * CPU time of this thread decides whether the work was slow; when the machine was, the work is tried again, and it must
 * be safe to repeat. Costs about 0.15 ms.
 * @returns `done: false` when it was aborted
 * @throws what `work` throws
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
    // Created in the other V8 context, so it is no `Error` of this one.
    const isTimeout =
      typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
    if (!isTimeout) throw error;
  } finally {
    context.work = null;
  }
  // The watchdog thread may be late on a busy machine and fire after the work has ended.
  const [end] = ended;
  return end === undefined ? { done: false } : { done: true, result: end.result };
}

/** CPU time of this thread in milliseconds. */
export function computedMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / US_PER_MS;
}
