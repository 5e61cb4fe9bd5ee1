import 'server-only';
import { getPool } from '@/lib/db/pool';

interface Flush {
  current: Promise<void> | null;
  next: Promise<void> | null;
}

declare global {
  var yikaFlush: Flush | undefined;
}

/**
 * Resolves when everything that was committed before the call is on disk. Calls share flushes: however many wait, one
 * is under way and one follows it. The flush is the commit of an empty logical message: a commit that waits for the disk
 * takes every commit before it along (PostgreSQL's log is one sequence).
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
    .query("SELECT pg_logical_emit_message(true, 'yika', '')")
    .then(() => undefined)
    .finally(() => {
      state.current = null;
    });
  state.current = flush;
  return flush;
}
