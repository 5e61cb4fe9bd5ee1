import 'server-only';
import type { Transaction } from '@/lib/db/in-transaction';
import type { SqlRunner } from '@/lib/db/transaction';
import { settleOwed } from '@/lib/tool-calls/internal/follow-ups-repository';
import { markOwed, selectOwed, type OwedCall } from '@/lib/tool-calls/internal/sql/follow-ups-sql';

export type { OwedCall } from '@/lib/tool-calls/internal/sql/follow-ups-sql';

/**
 * Marks the calls that a run leaves open when it ends: those that wait for a decision or are being executed, and those
 * that were open for the model in its last step (`shownAsOpen`). Their results are owed to the answer. In the
 * transaction that ends the run.
 */
export async function leaveCallsOpen(sql: SqlRunner, runId: string, shownAsOpen: readonly string[]): Promise<void> {
  await markOwed(sql, runId, shownAsOpen);
}

/** The calls whose results the answer of a run still lacks, in the model's order. */
export function listOwedCalls(sql: SqlRunner, runId: string): Promise<OwedCall[]> {
  return selectOwed(sql, runId);
}

/**
 * Records how owed results were settled. The caller holds the lock of their conversation's row, so that it happens
 * once.
 */
export async function settleOwedCalls(
  callIds: readonly string[],
  followUp: 'queued' | 'skipped',
  { prisma }: Transaction,
): Promise<void> {
  await settleOwed(callIds, followUp, prisma);
}
