import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';
import { AppError } from '@/lib/errors/app-error';
import { MAX_INPUT_SCHEMA_CHARS, MAX_TOOL_DESCRIPTION_CHARS } from '@/lib/tools/catalogue-contracts';
import { NO_APPROVAL, type ApprovalPolicy, type HttpDefinition, type JsonObject, type StoredTool, type ToolEffect } from '@/lib/tools/contracts';
import { requireUsableSchema } from '@/lib/tools/internal/arguments/validate-arguments';
import { checkHttpDefinition, secretNames } from '@/lib/tools/internal/http/check-http-definition';
import { templateOrigin } from '@/lib/tools/internal/http/render-url';
import { requireSecrets } from '@/lib/tools/internal/secrets/require-secrets';

/**
 * Whether a tool can work and is bounded as it is described. Inside the transaction that saves it: the secrets it refers to stay until the commit.
 * @throws AppError `tool-*`, `secret-*`, `egress-url`, `approval-*`; `values.field` names the field of the form where one is to blame
 */
export async function checkTool(sql: SqlRunner, tool: StoredTool): Promise<void> {
  checkInputSchema(tool.inputSchema);
  checkApprovalPolicy(tool.approval);
  const unlisted = tool.intranetHosts.find((host) => !tool.hosts.includes(host));
  if (unlisted !== undefined) throw new AppError({ kind: 'invalid', code: 'tool-intranet-host-unlisted', detail: 'an intranet host must be one of the hosts', values: { field: 'intranetHosts', host: unlisted } });
  if (tool.definition.kind !== 'http') return;
  checkHttpDefinition(tool.definition, tool.inputSchema, tool.hosts);
  await requireSecrets(sql, secretNames(tool.definition), originOf(tool.definition));
}

/** Whether what a server offers is longer than any tool may be. */
export function isTooLarge({ description, inputSchema }: Pick<StoredTool, 'description' | 'inputSchema'>): boolean {
  return description.length > MAX_TOOL_DESCRIPTION_CHARS || JSON.stringify(inputSchema).length > MAX_INPUT_SCHEMA_CHARS;
}

/** @throws AppError `tool-schema-invalid`, `tool-schema-slow`, `tool-schema-too-large` */
export function checkInputSchema(inputSchema: JsonObject): void {
  if (JSON.stringify(inputSchema).length > MAX_INPUT_SCHEMA_CHARS) throw new AppError({ kind: 'invalid', code: 'tool-schema-too-large', detail: 'the schema is too long', values: { field: 'inputSchema', max: MAX_INPUT_SCHEMA_CHARS } });
  if (inputSchema.type !== 'object') throw new AppError({ kind: 'invalid', code: 'tool-schema-invalid', detail: '/type: must be "object"', values: { field: 'inputSchema', detail: '/type: must be "object"' } });
  requireUsableSchema(inputSchema, 'tool');
}

function checkApprovalPolicy(approval: ApprovalPolicy): void {
  if (approval.mode !== 'approvers' || approval.roles.length + approval.groupIds.length > 0) return;
  throw new AppError({ kind: 'invalid', code: 'approval-nobody', detail: 'name a role or a group that decides', values: { field: 'approval' } });
}

/** What a tool gets that is not told otherwise: whoever changes something is asked first. */
export function defaultApproval(effect: ToolEffect): ApprovalPolicy {
  return { ...NO_APPROVAL, mode: effect === 'change' ? 'self' : 'none' };
}

/**
 * Doing without approval for something that changes data is an act of its own, not a side effect of saving a form.
 * @throws AppError `approval-off-unconfirmed`
 */
export function requireConfirmedApproval(tool: Pick<StoredTool, 'effect' | 'approval'>, confirmed: boolean): void {
  if (!isUnapprovedChange(tool) || confirmed) return;
  throw new AppError({ kind: 'invalid', code: 'approval-off-unconfirmed', detail: 'send confirmNoApproval to let it change things without approval', values: { field: 'approval' } });
}

export function isUnapprovedChange(tool: Pick<StoredTool, 'effect' | 'approval'>): boolean {
  return tool.effect === 'change' && tool.approval.mode === 'none';
}

function originOf(definition: HttpDefinition): URL {
  const origin = templateOrigin(definition.url);
  // checkHttpDefinition has refused every other one.
  if (origin === null) throw new AppError({ kind: 'invalid', code: 'tool-url-host', detail: 'no fixed host', values: { field: 'url' } });
  return new URL(origin);
}
