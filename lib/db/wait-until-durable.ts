import 'server-only';
import { getPool } from '@/lib/db/pool';
import { FLUSH } from '@/lib/db/transaction';

interface Flush {
  current: Promise<void> | null;
  next: Promise<void> | null;
}

declare global {
  var yikaFlush: Flush | undefined;
}

/**
 * Resolves when everything that was committed before the call is on disk. Calls share flushes: however many wait, one
 * is under way and one follows it.
 */
export function waitUntilDurable(): Promise<void> {
  const state = (globalThis.yikaFlush ??= { current: null, next: null });
  if (state.current === null) return start(state);
  state.next ??= state.current.catch(() => undefined).then(() => {
    state.next = null;
    return start(state);
  });
  return state.next;
}

function start(state: Flush): Promise<void> {
  const flush = getPool()
    .query(FLUSH)
    .then(() => undefined)
    .finally(() => {
      state.current = null;
    });
  state.current = flush;
  return flush;
}
