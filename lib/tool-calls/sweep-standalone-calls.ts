import 'server-only';
import { sqlRunner } from '@/lib/db/transaction';
import { deleteStandaloneCalls } from '@/lib/tool-calls/internal/sql/manual-sql';

/** How long a manual call outside conversations is kept. */
const KEEP_LONE_CALLS_DAYS = 30;
const DAY_MS = 86_400_000;
/** Rows a statement: its locks are short, whatever has piled up. */
const BATCH = 100;

/**
 * Removes ended manual calls outside conversations that are older than 30 days before `now`, with their results and
 * approvals: nothing else ever would. A trigger keeps how many they were, so nobody gets a budget back; the audit log
 * keeps what happened. Returns how many. For a background timer; safe in several processes at once.
 */
export async function sweepStandaloneCalls(now: Date): Promise<number> {
  const before = new Date(now.getTime() - KEEP_LONE_CALLS_DAYS * DAY_MS);
  let swept = 0;
  for (;;) {
    const deleted = await deleteStandaloneCalls(sqlRunner(), before, BATCH);
    swept += deleted;
    if (deleted < BATCH) return swept;
  }
}
