import 'server-only';
import { coalesce } from '@/lib/concurrency/coalesce';
import { getPool } from '@/lib/db/pool';
import { FLUSH } from '@/lib/db/transaction';

declare global {
  var yikaFlush: (() => Promise<void>) | undefined;
}

/**
 * Resolves when everything that was committed before the call is on disk. Calls share flushes: however many wait, one
 * is under way and one follows it.
 */
export function waitUntilDurable(): Promise<void> {
  globalThis.yikaFlush ??= coalesce(async () => {
    await getPool().query(FLUSH);
  });
  return globalThis.yikaFlush();
}
