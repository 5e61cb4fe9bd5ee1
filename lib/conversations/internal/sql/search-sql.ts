// SQL: full-text search on partitions.
import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';

/**
 * For the transaction of a search. Without the first, a small table is read whole, once a partition, with every token
 * list unpacked (a cost the planner does not see); compiling a query that runs for milliseconds never pays.
 */
const SEARCH_SETTINGS = `SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)`;

/**
 * Words on one partition: `#<owner><partition>` AND the query. OFFSET 0 keeps every other condition out, so that the
 * GIN index alone can answer.
 */
const inPartition = (tsquery: string): string => `
      SELECT * FROM (SELECT id, owner_id, conversation_id, is_title, created_at FROM search_entry WHERE tokens @@ ${tsquery} OFFSET 0) found
      WHERE owner_id = $1 AND conversation_id NOT IN (SELECT id FROM conversation WHERE owner_id = $1 AND deleted_at IS NOT NULL)
      ORDER BY created_at DESC`;

/**
 * Candidates of a search with the text they were found in. Titles stand on one partition; messages on one a month,
 * taken newest first until enough are found: a word that is everywhere costs one or two months, a rare one costs every
 * month a look into the index. LATERAL over the ordered months is a nested loop in that order, and LIMIT ends it early.
 * The ownership check on the rows themselves does not rely on the partition.
 *
 * $1 owner, $2 owner's part of the partition token, $3 tsquery, $4 most titles, $5 most messages
 */
const SEARCH = `
  WITH span AS (
    SELECT date_trunc('month', (SELECT created_at FROM search_entry WHERE owner_id = $1 ORDER BY created_at DESC LIMIT 1) AT TIME ZONE 'UTC') AS newest,
           date_trunc('month', (SELECT created_at FROM search_entry WHERE owner_id = $1 ORDER BY created_at LIMIT 1) AT TIME ZONE 'UTC') AS oldest
  ), titles AS MATERIALIZED (
    ${inPartition(`('''' || $2 || 'title'' & ' || $3)::tsquery`)} LIMIT $4
  ), bodies AS MATERIALIZED (
    SELECT entry.*
    FROM (SELECT month FROM span, generate_series(newest, oldest, interval '-1 month') AS month ORDER BY month DESC) months
    CROSS JOIN LATERAL (${inPartition(`('''' || $2 || to_char(month, 'YYYYMM') || ''' & ' || $3)::tsquery`)} LIMIT $5) entry
    LIMIT $5
  )
  SELECT true AS "isTitle", NULL::uuid AS "messageId", c.id AS "conversationId", c.title, jsonb_build_array(c.title) AS texts, c.active_at AS date
  FROM titles JOIN conversation c ON c.id = titles.conversation_id
  UNION ALL
  SELECT false, m.id, c.id, c.title, jsonb_path_query_array(m.parts, '$[*] ? (@.type == "text").text'), bodies.created_at
  FROM bodies JOIN message m ON m.id = bodies.id JOIN conversation c ON c.id = bodies.conversation_id`;

export interface SearchRow {
  readonly isTitle: boolean;
  readonly messageId: string | null;
  readonly conversationId: string;
  readonly title: string;
  readonly texts: string[];
  readonly date: Date;
}

/** Candidates of a search, by its parameters (`searchParameters`). In a transaction of its own. */
export async function selectCandidates(sql: SqlRunner, parameters: readonly unknown[]): Promise<SearchRow[]> {
  await sql.query(SEARCH_SETTINGS);
  return (await sql.query<SearchRow>(SEARCH, parameters)).rows;
}

/** The plan of the same as it was carried out, line by line. */
export async function explainCandidates(sql: SqlRunner, parameters: readonly unknown[]): Promise<string[]> {
  await sql.query(SEARCH_SETTINGS);
  const { rows } = await sql.query<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE, BUFFERS) ${SEARCH}`, parameters);
  return rows.map((row) => row['QUERY PLAN']);
}
