// SQL: a branch of the message tree is recursive, and both are on the path of a question.
import 'server-only';
import type { MessageOrigin, StoredPart } from '@/lib/conversations/contracts';
import type { SqlRunner } from '@/lib/db/transaction';

export interface BranchMessage {
  readonly id: string;
  readonly role: 'user' | 'assistant';
  readonly parts: StoredPart[];
  readonly origin: MessageOrigin | null;
}

export interface StoredMessage extends BranchMessage {
  readonly conversationId: string;
  readonly parentId: string | null;
}

/** The messages from the root to this one, the root first; of a longer branch the newest ones. Checks no owner. */
export async function selectBranch(sql: SqlRunner, messageId: string, most: number): Promise<BranchMessage[]> {
  const { rows } = await sql.query<BranchMessage>(
    `WITH RECURSIVE branch AS (
       SELECT id, parent_id, role, parts, origin, 1 AS depth FROM message WHERE id = $1
       UNION ALL
       SELECT m.id, m.parent_id, m.role, m.parts, m.origin, branch.depth + 1
       FROM branch JOIN message m ON m.id = branch.parent_id
       WHERE branch.depth < $2
     )
     SELECT id, role, parts, origin FROM branch ORDER BY depth DESC`,
    [messageId, most],
  );
  return rows;
}

/** One message of a person's own, not deleted conversation. */
export async function selectOwnedMessage(sql: SqlRunner, ownerId: string, id: string): Promise<StoredMessage | null> {
  const { rows } = await sql.query<StoredMessage>(
    `SELECT m.id, m.conversation_id AS "conversationId", m.parent_id AS "parentId", m.role, m.parts, m.origin
     FROM message m JOIN conversation c ON c.id = m.conversation_id
     WHERE m.id = $2 AND c.owner_id = $1 AND c.deleted_at IS NULL`,
    [ownerId, id],
  );
  return rows[0] ?? null;
}
