// SQL: executed for every call, in one round trip with other statements.
import 'server-only';
import { z } from 'zod';
import type { SqlRunner } from '@/lib/db/transaction';
import { storedToolSchema, type StoredTool } from '@/lib/tools/contracts';

const STORED = `t.id, t.name, t.title, t.description, t.kind, t.source_id AS "sourceId", t.input_schema AS "inputSchema", t.definition, t.effect, t.enabled,
  (SELECT o.config FROM tool_source o WHERE o.id = t.source_id AND o.kind = 'mcp') AS server,
  t.hosts, t.intranet_hosts AS "intranetHosts", t.timeout_ms AS "timeoutMs", t.max_result_bytes AS "maxResultBytes",
  t.model_result_chars AS "modelResultChars", t.approval, t.fingerprint, t.held_at AS "quarantinedAt", t.is_sample AS "isSample"`;

/** A tool by id; also a disabled or quarantined one, never a deleted one. */
export async function findTool(sql: SqlRunner, id: string): Promise<StoredTool | null> {
  const found = await sql.query(`SELECT ${STORED} FROM tool t WHERE t.id = $1 AND t.deleted_at IS NULL`, [id]);
  return storedToolSchema.nullable().parse(found.rows[0] ?? null);
}

/** Tools by name; also disabled and quarantined ones, never deleted ones. */
export async function selectToolsByName(sql: SqlRunner, names: readonly string[]): Promise<StoredTool[]> {
  const found = await sql.query(
    `SELECT ${STORED} FROM tool t WHERE t.name = ANY ($1::text[]) AND t.deleted_at IS NULL ORDER BY t.id`,
    [names],
  );
  return z.array(storedToolSchema).parse(found.rows);
}

/** The tools of these calls, by id. */
export async function selectToolsOfCalls(sql: SqlRunner, callIds: readonly string[]): Promise<Map<string, StoredTool>> {
  const found = await sql.query(
    `SELECT ${STORED} FROM tool t WHERE t.id IN (SELECT c.tool_id FROM tool_call c WHERE c.id = ANY ($1::uuid[])) AND t.deleted_at IS NULL`,
    [callIds],
  );
  return new Map(
    z
      .array(storedToolSchema)
      .parse(found.rows)
      .map((tool) => [tool.id, tool]),
  );
}
