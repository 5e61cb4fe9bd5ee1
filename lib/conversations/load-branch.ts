import 'server-only';
import {
  selectBranch,
  selectOwnedMessage,
  type BranchMessage,
  type StoredMessage,
} from '@/lib/conversations/internal/sql/branch-sql';
import type { SqlRunner } from '@/lib/db/transaction';

/** More turns than fit in any context; older ones are left out of the branch. */
const MAX_BRANCH_MESSAGES = 4_000;

export type { BranchMessage, StoredMessage } from '@/lib/conversations/internal/sql/branch-sql';

/** The messages from the root to this one, the root first; empty when it does not exist. Checks no owner. */
export function loadBranch(sql: SqlRunner, messageId: string): Promise<BranchMessage[]> {
  return selectBranch(sql, messageId, MAX_BRANCH_MESSAGES);
}

/** One message of a person's own, not deleted conversation, or null. */
export function findOwnedMessage(sql: SqlRunner, ownerId: string, messageId: string): Promise<StoredMessage | null> {
  return selectOwnedMessage(sql, ownerId, messageId);
}
