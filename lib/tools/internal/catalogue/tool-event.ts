import 'server-only';
import type { AuditAction, AuditActor, AuditEntry, AuditOutcome } from '@/lib/audit/contracts';
import type { StoredTool } from '@/lib/tools/contracts';
import { describeRequest } from '@/lib/tools/internal/catalogue/describe-request';
import { executionSettings } from '@/lib/tools/internal/catalogue/execution-settings';
import { hashJson } from '@/lib/tools/tool-fingerprint';

/** The audit event of a change of a tool. */
export function toolEvent(
  action: Extract<AuditAction, `tool.${string}`>,
  actor: AuditActor,
  tool: Pick<StoredTool, 'id' | 'name'>,
  details: Readonly<Record<string, unknown>> = {},
  outcome: AuditOutcome = 'ok',
): AuditEntry {
  return { action, outcome, ...actor, targetKind: 'tool', targetId: tool.id, toolName: tool.name, details };
}

/** The audit event of a change of a source of tools. */
export function sourceEvent(
  action: Extract<AuditAction, `source.${string}`>,
  actor: AuditActor,
  source: { readonly id: string; readonly name: string },
  details: Readonly<Record<string, unknown>> = {},
  outcome: AuditOutcome = 'ok',
): AuditEntry {
  return {
    action,
    outcome,
    ...actor,
    targetKind: 'source',
    targetId: source.id,
    details: { name: source.name, ...details },
  };
}

/** The details of an audit event for a tool that is created or deleted. */
export function describeTool(tool: StoredTool): Readonly<Record<string, unknown>> {
  return { ...describeFields(tool), ...describeRequest(tool) };
}

/**
 * The details of an audit event for a change: `changes`, and the request that the tool sends now and sent before, where
 * they differ.
 */
export function describeUpdate(
  before: StoredTool,
  after: StoredTool,
  changes: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (changes.definitionHash === undefined) return { changes };
  const { request, body } = describeRequest(before);
  return {
    changes,
    ...describeRequest(after),
    requestBefore: request,
    ...(body === undefined ? {} : { bodyBefore: body }),
  };
}

function describeFields(tool: StoredTool): Readonly<Record<string, unknown>> {
  const { kind, sourceId, effect, fingerprint, definition } = tool;
  return { kind, sourceId, effect, ...executionSettings(tool), fingerprint, definitionHash: hashJson(definition) };
}

/** The changes of a tool for the audit log: before and after of each changed field; long fields as hashes. */
export function describeChange(before: StoredTool, after: StoredTool): Readonly<Record<string, unknown>> {
  const [old, new_] = [auditFields(before), auditFields(after)];
  const changed = Object.keys(new_).filter((field) => hashJson(old[field]) !== hashJson(new_[field]));
  return Object.fromEntries(changed.map((field) => [field, { before: old[field], after: new_[field] }]));
}

function auditFields(tool: StoredTool): Record<string, unknown> {
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchemaHash: hashJson(tool.inputSchema),
    ...describeFields(tool),
  };
}
