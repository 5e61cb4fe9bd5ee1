import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';
import { AppError } from '@/lib/errors/app-error';
import { MAX_INPUT_SCHEMA_CHARS, MAX_TOOL_DESCRIPTION_CHARS } from '@/lib/tools/catalogue-contracts';
import {
  NO_APPROVAL,
  type ApprovalPolicy,
  type HttpDefinition,
  type JsonObject,
  type StoredTool,
  type ToolEffect,
} from '@/lib/tools/contracts';
import type { SchemaUse } from '@/lib/tools/internal/arguments/prepare-schema';
import { requireUsableSchema } from '@/lib/tools/validate-arguments';
import { checkHttpDefinition, secretNames } from '@/lib/tools/internal/http/check-http-definition';
import { templateOrigin } from '@/lib/tools/internal/http/render-url';
import { findTool } from '@/lib/tools/tools-sql';
import { requireSecrets } from '@/lib/secrets/require-secrets';
import type { SchemaNote } from '@/lib/tools/schema-note-contracts';
import { hashJson } from '@/lib/tools/tool-fingerprint';

/**
 * Checks that a tool can be called as it is described and is within its limits. Runs in the transaction that saves it:
 * the secrets it refers to cannot be deleted until the commit.
 * @param before the stored tool; an unchanged imported schema may contain keywords that Yika does not check
 * @throws AppError `tool-*`, `secret-*`, `egress-url`, `approval-*`; `values.field` names the form field, if one is to
 * blame
 */
export async function checkTool(sql: SqlRunner, tool: StoredTool, before: StoredTool | null = null): Promise<void> {
  const isWrittenHere =
    tool.kind === 'http' && (before === null || hashJson(before.inputSchema) !== hashJson(tool.inputSchema));
  checkInputSchema(tool.inputSchema, isWrittenHere ? 'own' : 'tool');
  checkApprovalPolicy(tool.approval);
  await checkLookUps(sql, tool);
  const unlisted = tool.intranetHosts.find((host) => !tool.hosts.includes(host));
  if (unlisted !== undefined)
    throw new AppError({
      kind: 'invalid',
      code: 'tool-intranet-host-unlisted',
      detail: 'an intranet host must be one of the hosts',
      values: { field: 'intranetHosts', host: unlisted },
    });
  if (tool.definition.kind !== 'http') return;
  checkHttpDefinition(tool.definition, tool.inputSchema, tool.hosts);
  await requireSecrets(sql, secretNames(tool.definition), originOf(tool.definition));
}

/** Whether a server's description or schema is longer than a tool may have. */
export function isTooLarge({ description, inputSchema }: Pick<StoredTool, 'description' | 'inputSchema'>): boolean {
  return description.length > MAX_TOOL_DESCRIPTION_CHARS || JSON.stringify(inputSchema).length > MAX_INPUT_SCHEMA_CHARS;
}

/**
 * @returns what is not checked of it
 * @throws AppError `tool-schema-invalid`, `tool-schema-slow`, `tool-schema-too-large`
 */
export function checkInputSchema(
  inputSchema: JsonObject,
  use: Exclude<SchemaUse, 'limit'> = 'tool',
): readonly SchemaNote[] {
  if (JSON.stringify(inputSchema).length > MAX_INPUT_SCHEMA_CHARS)
    throw new AppError({
      kind: 'invalid',
      code: 'tool-schema-too-large',
      detail: 'the schema is too long',
      values: { field: 'inputSchema', max: MAX_INPUT_SCHEMA_CHARS },
    });
  if (!describesObject(inputSchema))
    throw new AppError({
      kind: 'invalid',
      code: 'tool-schema-invalid',
      detail: '/type: must be "object"',
      values: { field: 'inputSchema', detail: '/type: must be "object"' },
    });
  return requireUsableSchema(inputSchema, use);
}

/** Arguments are always an object, so a schema need not say it; one with another type can never be satisfied. */
function describesObject({ type }: JsonObject): boolean {
  return type === undefined || type === 'object' || (Array.isArray(type) && type.includes('object'));
}

function checkApprovalPolicy(approval: ApprovalPolicy): void {
  if (approval.mode !== 'approvers' || approval.roles.length + approval.groupIds.length > 0) return;
  throw new AppError({
    kind: 'invalid',
    code: 'approval-nobody',
    detail: 'name a role or a group that decides',
    values: { field: 'approval' },
  });
}

/**
 * A linked tool that has been deleted since is ignored: it is not shown.
 * @throws AppError `tool-look-up-unusable`
 */
async function checkLookUps(sql: SqlRunner, { id, approval, inputSchema }: StoredTool): Promise<void> {
  for (const { toolId, arguments: links } of approval.lookUps ?? []) {
    const linked = await findTool(sql, toolId);
    const fits =
      linked === null ||
      (toolId !== id &&
        linked.effect === 'read' &&
        links.every(({ name, from }) => hasArgument(linked.inputSchema, name) && hasArgument(inputSchema, from)));
    if (!fits)
      throw new AppError({
        kind: 'invalid',
        code: 'tool-look-up-unusable',
        detail: 'a look-up must be another tool that only reads, its arguments those of both tools',
        values: { field: 'approval' },
      });
  }
}

function hasArgument({ properties }: JsonObject, name: string): boolean {
  return typeof properties === 'object' && properties !== null && Object.hasOwn(properties, name);
}

/** The default approval of a tool: a change is confirmed first. */
export function defaultApproval(effect: ToolEffect): ApprovalPolicy {
  return { ...NO_APPROVAL, mode: effect === 'change' ? 'self' : 'none' };
}

/**
 * Removing the approval of a changing tool has to be confirmed explicitly; it is no side effect of saving a form.
 * @throws AppError `approval-off-unconfirmed`
 */
export function requireConfirmedApproval(tool: Pick<StoredTool, 'effect' | 'approval'>, confirmed: boolean): void {
  if (!isUnapprovedChange(tool) || confirmed) return;
  throw new AppError({
    kind: 'invalid',
    code: 'approval-off-unconfirmed',
    detail: 'send confirmNoApproval to let it change things without approval',
    values: { field: 'approval' },
  });
}

/** Whether a tool changes something without an approval. */
export function isUnapprovedChange(tool: Pick<StoredTool, 'effect' | 'approval'>): boolean {
  return tool.effect === 'change' && tool.approval.mode === 'none';
}

function originOf(definition: HttpDefinition): URL {
  const origin = templateOrigin(definition.url);
  // checkHttpDefinition has refused every other one.
  if (origin === null)
    throw new AppError({ kind: 'invalid', code: 'tool-url-host', detail: 'no fixed host', values: { field: 'url' } });
  return new URL(origin);
}
