import 'server-only';
import { entryTokens } from '@/lib/conversations/internal/sql/search-entry-sql';
import type { SqlRunner } from '@/lib/db/transaction';

/** Makes a conversation found by its title. SQL: Prisma has no tsvector. */
export async function storeTitleEntry(
  sql: SqlRunner,
  conversationId: string,
  tokens: readonly string[],
): Promise<void> {
  await sql.query(
    `INSERT INTO search_entry (id, owner_id, conversation_id, is_title, tokens, created_at)
     SELECT id, owner_id, id, true, ${entryTokens('$2', 'owner_id', "'title'")}, created_at FROM conversation WHERE id = $1
     ON CONFLICT (id) DO UPDATE SET tokens = excluded.tokens`,
    [conversationId, tokens],
  );
}

/**
 * Marks everything that has ended as seen: never before what has ended already, since the clocks of two processes may
 * differ. SQL: one statement after each answer that is read. @returns false: there is none of theirs, or it is deleted
 */
export async function markRead(sql: SqlRunner, ownerId: string, conversationId: string, now: Date): Promise<boolean> {
  const { rowCount } = await sql.query(
    `UPDATE conversation SET read_at = greatest(
       $3::timestamptz, now(), (SELECT max(finished_at) FROM run WHERE conversation_id = $2),
       (SELECT max(finished_at) FROM tool_call WHERE conversation_id = $2))
     WHERE id = $2 AND owner_id = $1 AND deleted_at IS NULL`,
    [ownerId, conversationId, now],
  );
  return rowCount === 1;
}

/**
 * Removes at most so many that were deleted before a moment; messages, runs and search entries go by cascade.
 * SQL: processes that sweep at the same time skip each other's rows. @returns how many
 */
export async function sweepDeleted(sql: SqlRunner, before: Date, most: number): Promise<number> {
  const { rowCount } = await sql.query(
    `DELETE FROM conversation WHERE id IN (
       SELECT id FROM conversation WHERE deleted_at IS NOT NULL AND deleted_at < $1 ORDER BY deleted_at LIMIT $2 FOR UPDATE SKIP LOCKED)`,
    [before, most],
  );
  return rowCount ?? 0;
}
