import { v7 as uuidv7 } from 'uuid';
import { sqlRunner, type SqlRunner } from '@/lib/db/transaction';
import type { ApprovalPolicy, GrantEffect, JsonObject, ToolDefinition, ToolEffect } from '@/lib/tools/contracts';
import { toolFingerprint } from '@/lib/tools/tool-fingerprint';

export interface AddedTool {
  readonly name: string;
  readonly definition: ToolDefinition;
  readonly inputSchema: JsonObject;
  readonly description?: string;
  readonly effect?: ToolEffect;
  readonly approval?: Partial<ApprovalPolicy>;
  readonly hosts?: readonly string[];
  readonly intranetHosts?: readonly string[];
  readonly timeoutMs?: number;
  /** Grants by role. */
  readonly grants?: Readonly<Partial<Record<'employee' | 'agent' | 'admin', GrantEffect>>>;
}

/** An enabled tool with its grants, straight into the database. Returns its id. */
export async function addTool(tool: AddedTool, sql: Pick<SqlRunner, 'query'> = sqlRunner()): Promise<string> {
  const id = uuidv7();
  const {
    name,
    definition,
    inputSchema,
    description = name,
    effect = 'read',
    hosts = [],
    intranetHosts = [],
    timeoutMs = 5_000,
  } = tool;
  const approval = { mode: 'none', roles: [], groupIds: [], fourEyes: false, expiresMinutes: 30, ...tool.approval };
  const fingerprint = toolFingerprint({ name, description, inputSchema });
  await sql.query(
    `INSERT INTO tool (id, name, title, description, kind, input_schema, definition, effect, enabled, hosts, intranet_hosts, timeout_ms, approval, fingerprint, updated_at)
     VALUES ($1, $2, $2, $3, $4::tool_kind, $5, $6, $7::tool_effect, true, $8, $9, $10, $11, $12, now())`,
    [
      id,
      name,
      description,
      definition.kind,
      JSON.stringify(inputSchema),
      JSON.stringify(definition),
      effect,
      hosts,
      intranetHosts,
      timeoutMs,
      JSON.stringify(approval),
      fingerprint,
    ],
  );
  for (const [role, grant] of Object.entries(tool.grants ?? {})) {
    await sql.query(
      `INSERT INTO tool_grant (id, tool_id, subject_kind, subject_id, effect, updated_at) VALUES ($1, $2, 'role', $3, $4::grant_effect, now())`,
      [uuidv7(), id, role, grant],
    );
  }
  return id;
}
