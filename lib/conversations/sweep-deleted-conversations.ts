import 'server-only';
import { sweepDeleted } from '@/lib/conversations/internal/sql/change-sql';
import { sqlRunner } from '@/lib/db/transaction';

/** How long a deleted conversation can be brought back. */
const KEEP_DELETED_DAYS = 30;
const DAY_MS = 86_400_000;
/** Rows a statement: its locks are short, whatever has piled up. */
const BATCH = 100;

/**
 * Removes for good what was deleted more than 30 days before `now`, with its messages, runs and search entries. Returns
 * how many conversations. For a background timer (once a day is enough); safe in several processes at once.
 */
export async function sweepDeletedConversations(now: Date): Promise<number> {
  const before = new Date(now.getTime() - KEEP_DELETED_DAYS * DAY_MS);
  let swept = 0;
  for (;;) {
    const removed = await sweepDeleted(sqlRunner(), before, BATCH);
    swept += removed;
    if (removed < BATCH) return swept;
  }
}
