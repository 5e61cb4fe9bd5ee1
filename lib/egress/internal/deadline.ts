import 'server-only';
import { isAppError } from '@/lib/errors/app-error';
import { egressError } from '@/lib/egress/egress-error';

/** Ends a request when its time is over or a caller aborts it. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** The error to throw for a failure: the caller's reason, the time limit, or an AppError. */
  explain(error: unknown): unknown;
  /** Removes the time limit; the callers' signals still count. */
  stopClock(): void;
  /** The request is over: removes the listeners from the callers' signals. */
  release(): void;
}

/**
 * Starts the time limit of one request.
 * @param callers signals that may abort it; the first one gives the reason. Not through `AbortSignal.any`, whose
 * sources a long stream would have to keep alive.
 */
export function startDeadline(callers: readonly AbortSignal[], timeoutMs: number): Deadline {
  const controller = new AbortController();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    controller.abort();
  }, timeoutMs);
  const onAbort = (): void => controller.abort();
  for (const caller of callers) {
    if (caller.aborted) onAbort();
    caller.addEventListener('abort', onAbort, { once: true });
  }
  return {
    signal: controller.signal,
    explain: (error): unknown => {
      const caller = callers.find(({ aborted }) => aborted);
      if (caller !== undefined) return reasonFor(caller);
      if (isLate)
        return egressError('egress-timeout', 'No complete answer in time', { seconds: Math.ceil(timeoutMs / 1000) });
      return isAppError(error)
        ? error
        : egressError('egress-failed', 'The request failed', { reason: reasonOf(error) }, error);
    },
    stopClock: () => clearTimeout(timer),
    release: () => {
      clearTimeout(timer);
      for (const caller of callers) caller.removeEventListener('abort', onAbort);
    },
  };
}

/** The reason of the signal, typed; the standard's type is `any`. */
function reasonFor(signal: AbortSignal): unknown {
  return signal.reason;
}

/** The system's error code (ECONNREFUSED, CERT_HAS_EXPIRED); error messages may contain addresses. */
function reasonOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code) ? code : 'unknown';
}

/** Waits for work that cannot be aborted, but no longer than until the signal aborts. */
export async function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted();
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
