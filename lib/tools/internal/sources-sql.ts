import 'server-only';
import { z } from 'zod';
import type { SqlRunner } from '@/lib/db/transaction';
import { toolSourceConfigSchema, type ToolSourceConfig } from '@/lib/tools/catalogue-contracts';
import { toolErrorSchema, type ToolError } from '@/lib/tools/contracts';

const SOURCE = `s.id, s.kind, s.name, s.config, s.listed_at AS "listedAt", s.last_error AS "lastError", s.created_at AS "createdAt",
  (SELECT count(*)::int FROM tool t WHERE t.source_id = s.id AND t.deleted_at IS NULL) AS "toolCount",
  (SELECT count(*)::int FROM tool t WHERE t.source_id = s.id AND t.deleted_at IS NULL AND t.held_at IS NOT NULL) AS "heldCount"`;

const sourceRowSchema = z.object({
  id: z.uuid(),
  kind: z.enum(['openapi', 'mcp']),
  name: z.string(),
  config: toolSourceConfigSchema,
  listedAt: z.date().nullable(),
  lastError: z
    .string()
    .nullable()
    .transform((text) => (text === null ? null : toolErrorSchema.parse(JSON.parse(text)))),
  createdAt: z.date(),
  toolCount: z.number().int(),
  heldCount: z.number().int(),
});
export type SourceRow = z.infer<typeof sourceRowSchema>;

export async function findSource(sql: SqlRunner, id: string): Promise<SourceRow | null> {
  const found = await sql.query(`SELECT ${SOURCE} FROM tool_source s WHERE s.id = $1`, [id]);
  return sourceRowSchema.nullable().parse(found.rows[0] ?? null);
}

export async function findSourceForUpdate(sql: SqlRunner, id: string): Promise<SourceRow | null> {
  const found = await sql.query(`SELECT ${SOURCE} FROM tool_source s WHERE s.id = $1 FOR UPDATE OF s`, [id]);
  return sourceRowSchema.nullable().parse(found.rows[0] ?? null);
}

export async function listSourceRows(sql: SqlRunner): Promise<SourceRow[]> {
  const found = await sql.query(`SELECT ${SOURCE} FROM tool_source s ORDER BY s.name`);
  return z.array(sourceRowSchema).parse(found.rows);
}

export async function insertSource(
  sql: SqlRunner,
  source: {
    readonly id: string;
    readonly name: string;
    readonly config: ToolSourceConfig;
    readonly listedAt: Date | null;
  },
): Promise<void> {
  await sql.query(
    'INSERT INTO tool_source (id, kind, name, config, listed_at, updated_at) VALUES ($1, $2, $3, $4, $5, now())',
    [source.id, source.config.kind, source.name, JSON.stringify(source.config), source.listedAt],
  );
}

/**
 * Another connection makes its listing due at once: what stood behind the old one was accepted, not what stands behind
 * this.
 */
export async function updateSource(
  sql: SqlRunner,
  id: string,
  patch: { readonly name?: string | undefined; readonly config?: ToolSourceConfig | undefined },
): Promise<void> {
  await sql.query(
    'UPDATE tool_source SET name = coalesce($2, name), config = coalesce($3::jsonb, config), updated_at = CASE WHEN $3::jsonb IS NULL THEN now() ELSE to_timestamp(0) END WHERE id = $1',
    [id, patch.name ?? null, patch.config === undefined ? null : JSON.stringify(patch.config)],
  );
}

/** A listing that went well sets its time and clears the error; a failure keeps the time of the last good one. */
export async function recordListing(
  sql: SqlRunner,
  id: string,
  outcome: { readonly listedAt: Date } | { readonly error: ToolError },
): Promise<void> {
  const isGood = 'listedAt' in outcome;
  await sql.query('UPDATE tool_source SET listed_at = coalesce($2, listed_at), last_error = $3 WHERE id = $1', [
    id,
    isGood ? outcome.listedAt : null,
    isGood ? null : JSON.stringify(outcome.error),
  ]);
}

export async function deleteSourceRow(sql: SqlRunner, id: string): Promise<void> {
  await sql.query('DELETE FROM tool_source WHERE id = $1', [id]);
}

const DUE = `s.kind = 'mcp' AND (s.config->>'relistMinutes')::int > 0 AND s.updated_at <= $1::timestamptz - make_interval(mins => (s.config->>'relistMinutes')::int)`;

/** MCP servers whose tools were to be listed again before `now`; the last attempt counts, also a failed one. */
export async function findDueSources(sql: SqlRunner, now: Date): Promise<SourceRow[]> {
  const found = await sql.query(`SELECT ${SOURCE} FROM tool_source s WHERE ${DUE} ORDER BY s.updated_at`, [now]);
  return z.array(sourceRowSchema).parse(found.rows);
}

/** True for the one process that may list a due source: the row's time moves in the same statement. */
export async function claimListing(sql: SqlRunner, id: string, now: Date): Promise<boolean> {
  const claimed = await sql.query(`UPDATE tool_source s SET updated_at = $1 WHERE ${DUE} AND s.id = $2`, [now, id]);
  return claimed.rowCount === 1;
}
