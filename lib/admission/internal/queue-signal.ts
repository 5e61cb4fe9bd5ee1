import 'server-only';
import { CHANNELS } from '@/lib/admission/internal/admission-constants';
import { notify } from '@/lib/db/listen';
import { sqlRunner } from '@/lib/db/transaction';
import { getLogger } from '@/lib/observability/logger';

/**
 * Other processes are notified at once, then at most this often: fifty questions at once are one change of the queue.
 */
const NOTIFY_EVERY_MS = 100;

interface SignalState {
  readonly listeners: Set<() => void>;
  notifiedAtMs: number;
  timer: NodeJS.Timeout | undefined;
}

declare global {
  var yikaQueueSignal: SignalState | undefined;
}

function signalState(): SignalState {
  globalThis.yikaQueueSignal ??= { listeners: new Set(), notifiedAtMs: -Infinity, timer: undefined };
  return globalThis.yikaQueueSignal;
}

/** Notifies the watchers of this process now, and those of other processes through PostgreSQL, that places changed. */
export function announceQueueChange(instanceId: string): void {
  const state = signalState();
  for (const listener of state.listeners) listener();
  if (state.timer !== undefined) return;
  const waitMs = Math.max(0, state.notifiedAtMs + NOTIFY_EVERY_MS - performance.now());
  state.timer = setTimeout(() => {
    state.timer = undefined;
    state.notifiedAtMs = performance.now();
    notify(sqlRunner(), CHANNELS.queue, instanceId).catch((error: unknown) =>
      getLogger().debug({ err: error }, 'queue change not announced'),
    );
  }, waitMs);
}

/** Calls `listener` on every change announced in this process. Returns the function that unsubscribes. */
export function onQueueChange(listener: () => void): () => void {
  signalState().listeners.add(listener);
  return () => signalState().listeners.delete(listener);
}
