import { z } from 'zod';

/** What happened, as `<subject>.<verb in the past>`. The list is closed: a new kind of event is a change of this file. */
export const AUDIT_ACTIONS = [
  'session.signed_in', 'session.refused', 'session.signed_out', 'session.revoked',
  'person.created', 'person.changed', 'person.disabled', 'person.enabled', 'person.password_reset', 'person.password_changed', 'person.set_up',
  'group.created', 'group.renamed', 'group.deleted', 'group.member_added', 'group.member_removed',
  'tool.created', 'tool.changed', 'tool.enabled', 'tool.disabled', 'tool.deleted', 'tool.held', 'tool.accepted', 'tool.tried',
  'source.created', 'source.changed', 'source.listed', 'source.deleted',
  'grant.set', 'grant.removed',
  'secret.created', 'secret.replaced', 'secret.deleted', 'secret.key_rotated',
  'setting.changed',
  'call.requested', 'call.invalid', 'call.refused', 'call.executed', 'call.failed', 'call.cancelled',
  'approval.requested', 'approval.approved', 'approval.refused', 'approval.expired', 'approval.cancelled',
  'audit.exported', 'audit.sealed', 'audit.archived',
] as const;
export const auditActionSchema = z.enum(AUDIT_ACTIONS);
export type AuditAction = z.infer<typeof auditActionSchema>;

/** ok: it happened; refused: it was not allowed; failed: it was tried and did not work. */
export const auditOutcomeSchema = z.enum(['ok', 'refused', 'failed']);
export type AuditOutcome = z.infer<typeof auditOutcomeSchema>;

/** What the caller knows of an event; time, sequence and hashes are the log's. Never a secret, a password, or the text of an answer. */
export interface AuditEntry {
  readonly action: AuditAction;
  readonly outcome: AuditOutcome;
  /** Null: nobody signed in (a refused sign-in, the system itself). */
  readonly actorId: string | null;
  /** The name at the time, since people are renamed; what was typed for a refused sign-in. */
  readonly actorName: string;
  readonly address?: string | null;
  /** What it was done to: a person, tool, grant, secret, call… */
  readonly targetKind?: string | null;
  readonly targetId?: string | null;
  readonly toolName?: string | null;
  readonly conversationId?: string | null;
  readonly runId?: string | null;
  readonly callId?: string | null;
  readonly details?: Readonly<Record<string, unknown>>;
}
