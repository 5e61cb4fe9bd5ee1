import 'server-only';
import { z } from 'zod';
import { storableJson } from '@/lib/db/storable-text';
import type { SqlRunner } from '@/lib/db/transaction';
import { AppError } from '@/lib/errors/app-error';
import type { ToolProposal } from '@/lib/tools/catalogue-contracts';
import { jsonObjectSchema, type JsonObject, type StoredTool } from '@/lib/tools/contracts';

const takenSchema = z.object({ code: z.literal('23505'), constraint: z.literal('tool_name_in_use') });

/** The index over names in use decides, so two admins at once cannot both have one. */
function refuseTakenName(name: string): (error: unknown) => never {
  return (error) => {
    if (!takenSchema.safeParse(error).success) throw error;
    throw new AppError({
      kind: 'conflict',
      code: 'tool-name-taken',
      detail: 'another tool has this name',
      values: { name },
      cause: error,
    });
  };
}

/**
 * What an admin can change of a tool, by column. Without the schema: its type json, unlike a row made of JSON, takes
 * every text.
 */
function changeableColumns(tool: StoredTool): Readonly<Record<string, unknown>> {
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    definition: tool.definition,
    effect: tool.effect,
    hosts: tool.hosts,
    intranet_hosts: tool.intranetHosts,
    timeout_ms: tool.timeoutMs,
    max_result_bytes: tool.maxResultBytes,
    model_result_chars: tool.modelResultChars,
    approval: tool.approval,
    fingerprint: tool.fingerprint,
    is_sample: tool.isSample,
  };
}

/** @throws AppError `tool-name-taken` */
export async function insertTool(sql: SqlRunner, tool: StoredTool): Promise<void> {
  const row = {
    ...changeableColumns(tool),
    id: tool.id,
    kind: tool.kind,
    source_id: tool.sourceId,
    enabled: tool.enabled,
  };
  const columns = Object.keys(row).join(', ');
  await sql
    .query(
      `INSERT INTO tool (${columns}, input_schema, updated_at) SELECT ${columns}, $2::json, now() FROM jsonb_populate_record(NULL::tool, $1::jsonb)`,
      [storableJson(row), JSON.stringify(tool.inputSchema)],
    )
    .catch(refuseTakenName(tool.name));
}

/**
 * Writes all of what an admin can change of a tool: from a row that was read under its lock, else it undoes what others
 * changed meanwhile. @throws AppError `tool-name-taken`
 */
export async function updateTool(sql: SqlRunner, tool: StoredTool): Promise<void> {
  const row = changeableColumns(tool);
  const changes = Object.keys(row)
    .map((column) => `${column} = n.${column}`)
    .join(', ');
  await sql
    .query(
      `UPDATE tool SET ${changes}, input_schema = $3::json, updated_at = now() FROM jsonb_populate_record(NULL::tool, $2::jsonb) n WHERE tool.id = $1`,
      [tool.id, storableJson(row), JSON.stringify(tool.inputSchema)],
    )
    .catch(refuseTakenName(tool.name));
}

export async function setEnabled(sql: SqlRunner, id: string, enabled: boolean): Promise<void> {
  await sql.query('UPDATE tool SET enabled = $2, updated_at = now() WHERE id = $1', [id, enabled]);
}

/** Keeps the row: calls and the audit log go on naming it. Its grants and pins end. */
export async function markDeleted(sql: SqlRunner, ids: readonly string[]): Promise<void> {
  await sql.query(
    'UPDATE tool SET deleted_at = now(), enabled = false, updated_at = now() WHERE id = ANY($1::uuid[])',
    [ids],
  );
  await sql.query('DELETE FROM tool_grant WHERE tool_id = ANY($1::uuid[])', [ids]);
  await sql.query('DELETE FROM tool_pin WHERE tool_id = ANY($1::uuid[])', [ids]);
}

/** Holds a tool back. A tool that is held already keeps its time. */
export async function holdTool(sql: SqlRunner, id: string, proposal: ToolProposal, now: Date): Promise<void> {
  await sql.query('UPDATE tool SET held_at = coalesce(held_at, $2), proposal = $3, updated_at = now() WHERE id = $1', [
    id,
    now,
    JSON.stringify(proposal),
  ]);
}

/** Lets a held tool go that is as it was accepted. */
export async function releaseTool(sql: SqlRunner, id: string): Promise<void> {
  await sql.query('UPDATE tool SET held_at = NULL, proposal = NULL, updated_at = now() WHERE id = $1', [id]);
}

/** Where requests of tools go from now on, and nothing else of them. */
export async function moveTools(
  sql: SqlRunner,
  ids: readonly string[],
  { hosts, intranetHosts }: Pick<StoredTool, 'hosts' | 'intranetHosts'>,
): Promise<void> {
  await sql.query('UPDATE tool SET hosts = $2, intranet_hosts = $3, updated_at = now() WHERE id = ANY($1::uuid[])', [
    ids,
    hosts,
    intranetHosts,
  ]);
}

/** Takes what the source offers as accepted. */
export async function acceptProposal(
  sql: SqlRunner,
  tool: Pick<StoredTool, 'id' | 'description' | 'inputSchema' | 'fingerprint'>,
): Promise<void> {
  await sql.query(
    'UPDATE tool SET description = $2, input_schema = $3, fingerprint = $4, held_at = NULL, proposal = NULL, updated_at = now() WHERE id = $1',
    [tool.id, tool.description, JSON.stringify(tool.inputSchema), tool.fingerprint],
  );
}

/** Names that no new tool may have. */
export async function takenNames(sql: SqlRunner): Promise<Set<string>> {
  const found = await sql.query<{ name: string }>('SELECT name FROM tool WHERE deleted_at IS NULL');
  return new Set(found.rows.map(({ name }) => name));
}

/** What the grants of a tool that allow something bound its arguments by; without those that do not. */
export async function selectBounds(sql: SqlRunner, toolId: string): Promise<JsonObject[]> {
  const found = await sql.query(
    `SELECT limits -> 'arguments' AS bounds FROM tool_grant WHERE tool_id = $1 AND effect <> 'deny' AND limits ? 'arguments' ORDER BY id`,
    [toolId],
  );
  return z
    .array(z.object({ bounds: jsonObjectSchema }))
    .parse(found.rows)
    .map(({ bounds }) => bounds);
}
