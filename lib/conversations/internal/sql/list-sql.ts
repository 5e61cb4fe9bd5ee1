// SQL: pages by row comparison, and the state of a conversation by ranges of indexes over its runs and calls.
import 'server-only';
import type { MessageDto } from '@/lib/conversations/contracts';
import type { SummaryRow } from '@/lib/conversations/internal/conversation-row';
import type { SqlRunner } from '@/lib/db/transaction';

/** Two conditions, because each is answered by a partial index of its own. */
const IS_WRITING = `(
    EXISTS (SELECT FROM run WHERE run.conversation_id = c.id AND run.status IN ('queued', 'running', 'waiting_approval'))
    OR EXISTS (SELECT FROM run WHERE run.conversation_id = c.id AND run.status = 'held'))`;

/**
 * An approval expires after 7 days at the latest: older calls neither wait nor were decided lately, and are not read.
 */
const RECENT_CALL = `call.conversation_id = c.id AND call.created_at > now() - interval '8 days'`;

/** A call that waits for a decision outlives its run (decision 68). */
const IS_WAITING = `EXISTS (SELECT FROM tool_call call WHERE ${RECENT_CALL} AND call.state = 'waiting_approval')`;

/** What became of a call after somebody decided; nothing while it is still being made. */
const DECISION_KIND = `CASE
    WHEN approval.state = 'refused' THEN 'refused'
    WHEN approval.state = 'expired' THEN 'expired'
    WHEN call.state = 'done' THEN 'approved'
    WHEN call.state IN ('failed', 'refused', 'cancelled', 'invalid') THEN 'failed'
  END`;

/**
 * The end of the newest run, and the newest decision of somebody else (or of nobody in time); the decision comes first
 * because it names more. Both read one range of an index, however long the conversation is.
 */
const NEWS = `(
    SELECT jsonb_build_object('kind', ended.kind, 'tool', ended.tool, 'at', ended.at) FROM (
      (SELECT finished_at AS at, CASE status WHEN 'completed' THEN 'answered' ELSE 'failed' END AS kind, NULL AS tool
       FROM run WHERE conversation_id = c.id AND status <> 'stopped' ORDER BY enqueued_at DESC LIMIT 1)
      UNION ALL
      (SELECT coalesce(call.finished_at, approval.decided_at) AS at, ${DECISION_KIND}, call.tool_title
       FROM tool_call call JOIN approval ON approval.call_id = call.id
       WHERE ${RECENT_CALL} AND approval.state IN ('approved', 'refused', 'expired') AND approval.decided_by_id IS DISTINCT FROM c.owner_id
       ORDER BY at DESC LIMIT 1)
    ) ended
    WHERE ended.kind IS NOT NULL AND ended.at > c.read_at ORDER BY ended.tool IS NULL LIMIT 1)`;

const SUMMARY_COLUMNS = `
    c.id, c.title, c.pinned_at IS NOT NULL AS pinned, c.archived_at IS NOT NULL AS archived, c.active_at AS "activeAt", news,
    CASE WHEN ${IS_WRITING} THEN 'writing' WHEN ${IS_WAITING} THEN 'waiting' WHEN news IS NOT NULL THEN 'unread' ELSE 'idle' END AS state`;
const SUMMARY_SOURCE = `conversation c CROSS JOIN LATERAL (SELECT ${NEWS} AS news) latest_news`;

/**
 * The conditions and orders of the three lists; each is one partial index read from its beginning or from the cursor.
 */
const page = (listed: string): string => `
  SELECT ${SUMMARY_COLUMNS}
  FROM ${SUMMARY_SOURCE}
  WHERE c.owner_id = $1 AND ${listed} AND c.deleted_at IS NULL AND (c.active_at, c.id) < ($2::timestamptz, $3::uuid)
  ORDER BY c.active_at DESC, c.id DESC
  LIMIT $4`;

const RECENT = page('c.pinned_at IS NULL AND c.archived_at IS NULL');
const ARCHIVED = page('c.archived_at IS NOT NULL');

export interface ListPlace {
  readonly activeAt: Date | 'infinity';
  readonly id: string;
}

/** Instead of no place: a condition on null would keep a prepared plan from using the index. */
const FROM_THE_BEGINNING: ListPlace = { activeAt: 'infinity', id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };

/** Those that are not pinned, or those that are archived: the last active first, after a place (null: the first). */
export async function selectPage(
  sql: SqlRunner,
  ownerId: string,
  which: { readonly archived: boolean; readonly after: ListPlace | null; readonly most: number },
): Promise<SummaryRow[]> {
  const after = which.after ?? FROM_THE_BEGINNING;
  const values = [ownerId, after.activeAt, after.id, which.most];
  return (await sql.query<SummaryRow>(which.archived ? ARCHIVED : RECENT, values)).rows;
}

/** Those that are pinned, the last pinned first. */
export async function selectPinned(sql: SqlRunner, ownerId: string, most: number): Promise<SummaryRow[]> {
  const { rows } = await sql.query<SummaryRow>(
    `SELECT ${SUMMARY_COLUMNS}
     FROM ${SUMMARY_SOURCE}
     WHERE c.owner_id = $1 AND c.pinned_at IS NOT NULL AND c.archived_at IS NULL AND c.deleted_at IS NULL
     ORDER BY c.pinned_at DESC, c.id DESC
     LIMIT $2`,
    [ownerId, most],
  );
  return rows;
}

export interface ConversationRow extends SummaryRow {
  readonly leafMessageId: string | null;
  readonly createdAt: Date;
}

/** One of one's own that is not deleted, as the list shows it. */
export async function findConversation(sql: SqlRunner, ownerId: string, id: string): Promise<ConversationRow | null> {
  const { rows } = await sql.query<ConversationRow>(
    `SELECT ${SUMMARY_COLUMNS}, c.leaf_message_id AS "leafMessageId", c.created_at AS "createdAt"
     FROM ${SUMMARY_SOURCE} WHERE c.id = $2 AND c.owner_id = $1 AND c.deleted_at IS NULL`,
    [ownerId, id],
  );
  return rows[0] ?? null;
}

export interface MessageRow extends Omit<MessageDto, 'createdAt'> {
  readonly createdAt: Date;
}

/**
 * The whole tree, oldest first, each answer with its latest run (a continuation writes into the answer it continues).
 * Both halves are one range of an index. Checks no owner: see `findConversation`.
 */
export async function selectMessages(sql: SqlRunner, conversationId: string): Promise<MessageRow[]> {
  const { rows } = await sql.query<MessageRow>(
    `WITH latest AS (
       SELECT DISTINCT ON (assistant_message_id) assistant_message_id, id, status, error
       FROM run WHERE conversation_id = $1
       ORDER BY assistant_message_id, enqueued_at DESC, id DESC
     )
     SELECT m.id, m.parent_id AS "parentId", m.role, m.parts, m.origin, m.created_at AS "createdAt",
            CASE WHEN latest.id IS NULL THEN NULL ELSE jsonb_build_object('id', latest.id, 'status', latest.status, 'error', latest.error) END AS run
     FROM message m LEFT JOIN latest ON latest.assistant_message_id = m.id
     WHERE m.conversation_id = $1
     ORDER BY m.created_at, m.id`,
    [conversationId],
  );
  return rows;
}
