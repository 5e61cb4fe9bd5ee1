import 'server-only';
import { z } from 'zod';
import type { SqlRunner } from '@/lib/db/transaction';
import { AppError } from '@/lib/errors/app-error';
import type { ToolProposal } from '@/lib/tools/catalogue-contracts';
import type { StoredTool } from '@/lib/tools/contracts';

const takenSchema = z.object({ code: z.literal('23505'), constraint: z.literal('tool_name_in_use') });

/** The index over names in use decides, so two admins at once cannot both have one. */
function refuseTakenName(name: string): (error: unknown) => never {
  return (error) => {
    if (!takenSchema.safeParse(error).success) throw error;
    throw new AppError({ kind: 'conflict', code: 'tool-name-taken', detail: 'another tool has this name', values: { name }, cause: error });
  };
}

/** @throws AppError `tool-name-taken` */
export async function insertTool(sql: SqlRunner, tool: StoredTool): Promise<void> {
  await sql
    .query(
      `INSERT INTO tool (id, name, title, description, kind, source_id, input_schema, definition, effect, enabled, hosts, intranet_hosts, timeout_ms,
         max_result_bytes, model_result_chars, approval, fingerprint, is_sample, updated_at)
       VALUES ($1, $2, $3, $4, $5::tool_kind, $6, $7, $8, $9::tool_effect, $10, $11, $12, $13, $14, $15, $16, $17, $18, now())`,
      [
        tool.id, tool.name, tool.title, tool.description, tool.kind, tool.sourceId, JSON.stringify(tool.inputSchema), JSON.stringify(tool.definition), tool.effect, tool.enabled,
        tool.hosts, tool.intranetHosts, tool.timeoutMs, tool.maxResultBytes, tool.modelResultChars, JSON.stringify(tool.approval), tool.fingerprint, tool.isSample,
      ],
    )
    .catch(refuseTakenName(tool.name));
}

/** Writes all of what an admin can change of a tool: from a row that was read under its lock, else it undoes what others changed meanwhile. @throws AppError `tool-name-taken` */
export async function updateTool(sql: SqlRunner, tool: StoredTool): Promise<void> {
  await sql
    .query(
      `UPDATE tool SET name = $2, title = $3, description = $4, input_schema = $5, definition = $6, effect = $7::tool_effect, hosts = $8, intranet_hosts = $9,
         timeout_ms = $10, max_result_bytes = $11, model_result_chars = $12, approval = $13, fingerprint = $14, is_sample = $15, updated_at = now()
       WHERE id = $1`,
      [
        tool.id, tool.name, tool.title, tool.description, JSON.stringify(tool.inputSchema), JSON.stringify(tool.definition), tool.effect, tool.hosts, tool.intranetHosts,
        tool.timeoutMs, tool.maxResultBytes, tool.modelResultChars, JSON.stringify(tool.approval), tool.fingerprint, tool.isSample,
      ],
    )
    .catch(refuseTakenName(tool.name));
}

export async function setEnabled(sql: SqlRunner, id: string, enabled: boolean): Promise<void> {
  await sql.query('UPDATE tool SET enabled = $2, updated_at = now() WHERE id = $1', [id, enabled]);
}

/** Keeps the row: calls and the audit log go on naming it. Its grants and pins end. */
export async function markDeleted(sql: SqlRunner, ids: readonly string[]): Promise<void> {
  await sql.query('UPDATE tool SET deleted_at = now(), enabled = false, updated_at = now() WHERE id = ANY($1::uuid[])', [ids]);
  await sql.query('DELETE FROM tool_grant WHERE tool_id = ANY($1::uuid[])', [ids]);
  await sql.query('DELETE FROM tool_pin WHERE tool_id = ANY($1::uuid[])', [ids]);
}

/** Holds a tool back. A tool that is held already keeps its time. */
export async function holdTool(sql: SqlRunner, id: string, proposal: ToolProposal, now: Date): Promise<void> {
  await sql.query('UPDATE tool SET held_at = coalesce(held_at, $2), proposal = $3, updated_at = now() WHERE id = $1', [id, now, JSON.stringify(proposal)]);
}

/** Lets a held tool go that is as it was accepted. */
export async function releaseTool(sql: SqlRunner, id: string): Promise<void> {
  await sql.query('UPDATE tool SET held_at = NULL, proposal = NULL, updated_at = now() WHERE id = $1', [id]);
}

/** Where requests of tools go from now on, and nothing else of them. */
export async function moveTools(sql: SqlRunner, ids: readonly string[], { hosts, intranetHosts }: Pick<StoredTool, 'hosts' | 'intranetHosts'>): Promise<void> {
  await sql.query('UPDATE tool SET hosts = $2, intranet_hosts = $3, updated_at = now() WHERE id = ANY($1::uuid[])', [ids, hosts, intranetHosts]);
}

/** Takes what the source offers as accepted. */
export async function acceptProposal(sql: SqlRunner, tool: Pick<StoredTool, 'id' | 'description' | 'inputSchema' | 'fingerprint'>): Promise<void> {
  await sql.query('UPDATE tool SET description = $2, input_schema = $3, fingerprint = $4, held_at = NULL, proposal = NULL, updated_at = now() WHERE id = $1', [
    tool.id, tool.description, JSON.stringify(tool.inputSchema), tool.fingerprint,
  ]);
}

/** Names that no new tool may have. */
export async function takenNames(sql: SqlRunner): Promise<Set<string>> {
  const found = await sql.query<{ name: string }>('SELECT name FROM tool WHERE deleted_at IS NULL');
  return new Set(found.rows.map(({ name }) => name));
}
