import 'server-only';
import type { MessageOrigin, MessagePart } from '@/lib/conversations/contracts';
import { FIND_OWNED_MESSAGE, LOAD_BRANCH } from '@/lib/conversations/internal/conversations-read-sql';
import type { SqlRunner } from '@/lib/db/transaction';

/** More turns than fit in any context; older ones are left out of the branch. */
const MAX_BRANCH_MESSAGES = 4_000;

export interface BranchMessage {
  readonly id: string;
  readonly role: 'user' | 'assistant';
  readonly parts: MessagePart[];
  readonly origin: MessageOrigin | null;
}

export interface StoredMessage extends BranchMessage {
  readonly conversationId: string;
  readonly parentId: string | null;
}

interface MessageRow extends BranchMessage {
  readonly conversation_id: string;
  readonly parent_id: string | null;
}

/** The messages from the root to this one, the root first; empty when it does not exist. Checks no owner. */
export async function loadBranch(sql: SqlRunner, messageId: string): Promise<BranchMessage[]> {
  const { rows } = await sql.query<MessageRow>(LOAD_BRANCH, [messageId, MAX_BRANCH_MESSAGES]);
  return rows.map(({ id, role, parts, origin }) => ({ id, role, parts, origin }));
}

/** One message of a person's own, not deleted conversation, or null. */
export async function findOwnedMessage(
  sql: SqlRunner,
  ownerId: string,
  messageId: string,
): Promise<StoredMessage | null> {
  const { rows } = await sql.query<MessageRow>(FIND_OWNED_MESSAGE, [ownerId, messageId]);
  const row = rows[0];
  if (row === undefined) return null;
  const { id, role, parts, origin, conversation_id: conversationId, parent_id: parentId } = row;
  return { id, role, parts, origin, conversationId, parentId };
}
