// SQL because of JSON from servers and admins: Prisma drops members named __proto__ (decision 76), and what was
// accepted must be what is stored.
import 'server-only';
import { storableJson } from '@/lib/db/storable-text';
import { isTaken } from '@/lib/db/refusal';
import type { SqlRunner } from '@/lib/db/transaction';
import { AppError } from '@/lib/errors/app-error';
import type { ToolProposal } from '@/lib/tools/catalogue-contracts';
import type { StoredTool } from '@/lib/tools/contracts';

/** The unique index over names in use decides, so that two concurrent admins cannot both take a name. */
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
 * The columns that an admin can change. Not the schema: its type `json` stores the text as it is, and
 * `jsonb_populate_record` would not.
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
 * Writes all fields that an admin can change. The row must have been read under its lock; otherwise concurrent changes
 * are lost.
 * @throws AppError `tool-name-taken`
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

/** Quarantines a tool. One that is already quarantined keeps its time. */
export async function quarantineTool(sql: SqlRunner, id: string, proposal: ToolProposal, now: Date): Promise<void> {
  await sql.query('UPDATE tool SET held_at = coalesce(held_at, $2), proposal = $3, updated_at = now() WHERE id = $1', [
    id,
    now,
    JSON.stringify(proposal),
  ]);
}

/** Stores what the source offers as accepted, and releases the tool. */
export async function acceptProposal(
  sql: SqlRunner,
  tool: Pick<StoredTool, 'id' | 'description' | 'inputSchema' | 'fingerprint'>,
): Promise<void> {
  await sql.query(
    'UPDATE tool SET description = $2, input_schema = $3, fingerprint = $4, held_at = NULL, proposal = NULL, updated_at = now() WHERE id = $1',
    [tool.id, tool.description, JSON.stringify(tool.inputSchema), tool.fingerprint],
  );
}
