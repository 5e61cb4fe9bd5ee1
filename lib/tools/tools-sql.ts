import 'server-only';
import { z } from 'zod';
import type { SqlRunner } from '@/lib/db/transaction';
import { toolProposalSchema } from '@/lib/tools/catalogue-contracts';
import { storedToolSchema, type StoredTool } from '@/lib/tools/contracts';

const STORED = `t.id, t.name, t.title, t.description, t.kind, t.source_id AS "sourceId", t.input_schema AS "inputSchema", t.definition, t.effect, t.enabled,
  (SELECT o.config FROM tool_source o WHERE o.id = t.source_id AND o.kind = 'mcp') AS server,
  t.hosts, t.intranet_hosts AS "intranetHosts", t.timeout_ms AS "timeoutMs", t.max_result_bytes AS "maxResultBytes",
  t.model_result_chars AS "modelResultChars", t.approval, t.fingerprint, t.held_at AS "heldAt", t.is_sample AS "isSample"`;
const CATALOGUE = `${STORED}, t.proposal, t.created_at AS "createdAt", t.updated_at AS "updatedAt", s.kind AS "sourceKind", s.name AS "sourceName"`;

const catalogueToolSchema = storedToolSchema.extend({
  proposal: toolProposalSchema.nullable(),
  createdAt: z.date(),
  updatedAt: z.date(),
  sourceKind: z.enum(['openapi', 'mcp']).nullable(),
  sourceName: z.string().nullable(),
});
/** A tool with what only admins look at. */
export type CatalogueTool = z.infer<typeof catalogueToolSchema>;

/** By id; also a disabled or held one, never a deleted one. */
export async function findTool(sql: SqlRunner, id: string): Promise<StoredTool | null> {
  const found = await sql.query(`SELECT ${STORED} FROM tool t WHERE t.id = $1 AND t.deleted_at IS NULL`, [id]);
  return storedToolSchema.nullable().parse(found.rows[0] ?? null);
}

/** By the names the model uses; also disabled and held ones, never deleted ones. */
export async function selectToolsByName(sql: SqlRunner, names: readonly string[]): Promise<StoredTool[]> {
  const found = await sql.query(
    `SELECT ${STORED} FROM tool t WHERE t.name = ANY ($1::text[]) AND t.deleted_at IS NULL ORDER BY t.id`,
    [names],
  );
  return z.array(storedToolSchema).parse(found.rows);
}

/** Those that these calls are of, by id. */
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

/** All that are not deleted, by name; also disabled and held ones. */
export async function listTools(sql: SqlRunner): Promise<StoredTool[]> {
  const found = await sql.query(`SELECT ${STORED} FROM tool t WHERE t.deleted_at IS NULL ORDER BY t.name`);
  return z.array(storedToolSchema).parse(found.rows);
}

/**
 * The same, locked in the order of their ids until the commit: whoever changes one waits, who asks for a call of one
 * does not.
 */
export async function lockTools(sql: SqlRunner): Promise<StoredTool[]> {
  const found = await sql.query(
    `SELECT ${STORED} FROM tool t WHERE t.deleted_at IS NULL ORDER BY t.id FOR NO KEY UPDATE OF t`,
  );
  return z.array(storedToolSchema).parse(found.rows);
}

export async function listCatalogue(sql: SqlRunner, sourceId: string | null = null): Promise<CatalogueTool[]> {
  const found = await sql.query(
    `SELECT ${CATALOGUE} FROM tool t LEFT JOIN tool_source s ON s.id = t.source_id
     WHERE t.deleted_at IS NULL AND ($1::uuid IS NULL OR t.source_id = $1) ORDER BY t.name`,
    [sourceId],
  );
  return z.array(catalogueToolSchema).parse(found.rows);
}

/** Those of a source, locked like `lockTools` does. */
export async function lockSourceTools(sql: SqlRunner, sourceId: string): Promise<CatalogueTool[]> {
  const found = await sql.query(
    `SELECT ${CATALOGUE} FROM tool t LEFT JOIN tool_source s ON s.id = t.source_id WHERE t.deleted_at IS NULL AND t.source_id = $1 ORDER BY t.id FOR NO KEY UPDATE OF t`,
    [sourceId],
  );
  return z.array(catalogueToolSchema).parse(found.rows);
}

export async function findCatalogueTool(sql: SqlRunner, id: string): Promise<CatalogueTool | null> {
  const found = await sql.query(
    `SELECT ${CATALOGUE} FROM tool t LEFT JOIN tool_source s ON s.id = t.source_id WHERE t.id = $1 AND t.deleted_at IS NULL`,
    [id],
  );
  return catalogueToolSchema.nullable().parse(found.rows[0] ?? null);
}

/** The same under the row's lock: whatever changes or deletes the tool waits. */
export async function findCatalogueToolForUpdate(sql: SqlRunner, id: string): Promise<CatalogueTool | null> {
  const found = await sql.query(
    `SELECT ${CATALOGUE} FROM tool t LEFT JOIN tool_source s ON s.id = t.source_id WHERE t.id = $1 AND t.deleted_at IS NULL FOR UPDATE OF t`,
    [id],
  );
  return catalogueToolSchema.nullable().parse(found.rows[0] ?? null);
}
