import 'server-only';
import { chargeGrowth, storeGrowth, type RunGrowth } from '@/lib/admission/internal/admission-lease-sql';
import { sampleConcurrency } from '@/lib/admission/record-rates';
import type { SqlRunner } from '@/lib/db/transaction';

export type { RunGrowth } from '@/lib/admission/internal/admission-lease-sql';

/**
 * Stores how far running runs are (once a second or so, all of a process together): raises the reservation of those
 * that hold more KV than was reserved, and charges people for what goes beyond the expectation. Rows whose lease was
 * lost are ignored.
 */
export async function growReservations(sql: SqlRunner, rows: readonly RunGrowth[]): Promise<void> {
  if (rows.length === 0) return;
  const grown = await storeGrowth(sql, rows);
  sampleConcurrency(grown, rows, performance.now());
  const epochs = new Map(rows.map((row) => [row.runId, row.epoch]));
  for (const run of grown.filter((candidate) => candidate.exceeds))
    await chargeGrowth(sql, run.runId, epochs.get(run.runId) ?? 0);
}
