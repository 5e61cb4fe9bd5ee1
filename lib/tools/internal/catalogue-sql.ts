// SQL because of JSON that others wrote: Prisma writes no
// members named __proto__ (decision 76), and what was accepted of a server must be what is stored.
import 'server-only';
import { storableJson } from '@/lib/db/storable-text';
import { isTaken } from '@/lib/db/refusal';
import type { SqlRunner } from '@/lib/db/transaction';
import { AppError } from '@/lib/errors/app-error';
import type { ToolProposal } from '@/lib/tools/catalogue-contracts';
import type { StoredTool } from '@/lib/tools/contracts';

/** The index over names in use decides, so two admins at once cannot both have one. */
function refuseTakenName(name: string): (error: unknown) => never {
  return (error) => {
    if (!isTaken(error, 'tool_name_in_use')) throw error;
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

/** Quarantines a tool. One that is quarantined already keeps its time. */
export async function quarantineTool(sql: SqlRunner, id: string, proposal: ToolProposal, now: Date): Promise<void> {
  await sql.query('UPDATE tool SET held_at = coalesce(held_at, $2), proposal = $3, updated_at = now() WHERE id = $1', [
    id,
    now,
    JSON.stringify(proposal),
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
