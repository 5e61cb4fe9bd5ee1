import 'server-only';
import { notify } from '@/lib/db/listen';
import type { SqlRunner } from '@/lib/db/transaction';
import { ENGINE_CHANNEL, ENGINES_CHANNEL } from '@/lib/engine/internal/engine-publisher';
import { assignPools } from '@/lib/engine/internal/engine-sql';

/**
 * Ends a change of the engine rows, inside its transaction: pools are assigned anew, and from the commit on every
 * process reads the rows and decides about admission again.
 */
export async function settleEngines(sql: SqlRunner): Promise<void> {
  await assignPools(sql);
  await notify(sql, ENGINES_CHANNEL, '');
  await notify(sql, ENGINE_CHANNEL, '');
}
