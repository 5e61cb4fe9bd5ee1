import { z } from 'zod';

/**
 * What happened, as `<subject>.<verb in the past>`. The list is closed: a new kind of event is a change of this file.
 */
export const AUDIT_ACTIONS = [
  'session.signed_in',
  'session.refused',
  'session.signed_out',
  'session.revoked',
  'person.created',
  'person.changed',
  'person.disabled',
  'person.enabled',
  'person.password_reset',
  'person.password_changed',
  'person.set_up',
  'group.created',
  'group.renamed',
  'group.deleted',
  'group.member_added',
  'group.member_removed',
  'tool.created',
  'tool.changed',
  'tool.enabled',
  'tool.disabled',
  'tool.deleted',
  'tool.held',
  'tool.released',
  'tool.accepted',
  'tool.tried',
  'source.fetched',
  'source.created',
  'source.changed',
  'source.listed',
  'source.deleted',
  'grant.set',
  'grant.removed',
  'secret.created',
  'secret.replaced',
  'secret.deleted',
  'secret.key_rotated',
  'engine.created',
  'engine.changed',
  'engine.removed',
  'engine.tested',
  'engine.used_outside',
  'key.created',
  'key.ended',
  'file.uploaded',
  'file.opened',
  'file.scanned',
  'file.refused',
  'file.deleted',
  'data_source.created',
  'data_source.changed',
  'data_source.deleted',
  'report.created',
  'report.changed',
  'report.ended',
  'report.requested',
  'report.computed',
  'report.released',
  'report.refused',
  'report.cancelled',
  'report.failed',
  'report.delivered',
  'report.opened',
  'call.requested',
  'call.invalid',
  'call.refused',
  'call.executed',
  'call.failed',
  'call.cancelled',
  'approval.requested',
  'approval.approved',
  'approval.refused',
  'approval.attempted',
  'approval.expired',
  'approval.cancelled',
  'audit.exported',
  'audit.read',
  'audit.sealed',
  'audit.archived',
] as const;
export const auditActionSchema = z.enum(AUDIT_ACTIONS);
export type AuditAction = z.infer<typeof auditActionSchema>;

/** ok: it happened; refused: it was not allowed; failed: it was tried and did not work. */
export const auditOutcomeSchema = z.enum(['ok', 'refused', 'failed']);
export type AuditOutcome = z.infer<typeof auditOutcomeSchema>;

/** Who did it. */
export interface AuditActor {
  /** Null: nobody signed in (a refused sign-in, the system itself). */
  readonly actorId: string | null;
  /** The name at the time, since people are renamed; what is known of who was refused. */
  readonly actorName: string;
  /** Where a request of theirs came from; none: it was not done in one. */
  readonly address?: string | null;
  /** Leads to the address and browser in its `session.signed_in`. Kept with the details. */
  readonly sessionId?: string | null;
}

/** What the product does by itself. */
export const SYSTEM_ACTOR: AuditActor = { actorId: null, actorName: 'system' };

/**
 * What the caller knows of an event; time, sequence and hashes are the log's. Never a secret, a password, or the text
 * of an answer.
 */
export interface AuditEntry extends AuditActor {
  readonly action: AuditAction;
  readonly outcome: AuditOutcome;
  /** What it was done to: a person, tool, grant, secret, call… */
  readonly targetKind?: string | null;
  readonly targetId?: string | null;
  readonly toolName?: string | null;
  readonly conversationId?: string | null;
  readonly runId?: string | null;
  readonly callId?: string | null;
  readonly details?: Readonly<Record<string, unknown>>;
}

export const AUDIT_PAGE_SIZE = 50;

const seqSchema = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);

/** What the log is looked through by; each one narrows. Times are ISO 8601. */
export const auditFilterSchema = z.object({
  /** Who did it. */
  actorId: z.uuid().optional(),
  /** What it was done to: a person's, a tool's… id. */
  targetId: z.string().min(1).max(200).optional(),
  toolName: z.string().min(1).max(200).optional(),
  action: auditActionSchema.optional(),
  outcome: auditOutcomeSchema.optional(),
  conversationId: z.uuid().optional(),
  /** From this moment on. */
  from: z.iso.datetime({ offset: true }).optional(),
  /** Before this moment. */
  to: z.iso.datetime({ offset: true }).optional(),
});
export type AuditFilter = z.infer<typeof auditFilterSchema>;

/** `before`: the place of the last event shown, for the next page. */
export const listEventsSchema = auditFilterSchema.extend({ before: seqSchema.optional() });
export type ListEventsInput = z.infer<typeof listEventsSchema>;

export const auditEventSchema = z.object({
  seq: z.number().int(),
  at: z.string(),
  action: z.string(),
  outcome: z.string(),
  actorId: z.string().nullable(),
  actorName: z.string(),
  address: z.string().nullable(),
  targetKind: z.string().nullable(),
  targetId: z.string().nullable(),
  toolName: z.string().nullable(),
  conversationId: z.string().nullable(),
  runId: z.string().nullable(),
  callId: z.string().nullable(),
  /** Canonical JSON, as it was hashed. */
  details: z.string(),
  /** Hexadecimal. */
  prevHash: z.string(),
  hash: z.string(),
});
export type AuditEventDto = z.infer<typeof auditEventSchema>;

export const auditPageSchema = z.object({
  events: z.array(auditEventSchema),
  /** `before` of the next page; null on the last. */
  next: z.number().int().nullable(),
});
export type AuditPage = z.infer<typeof auditPageSchema>;

export const exportEventsSchema = auditFilterSchema.extend({ format: z.enum(['csv', 'jsonl']) });
export type ExportEventsInput = z.infer<typeof exportEventsSchema>;

/**
 * What is wrong with the log, and where. changed: the event is not what was hashed. missing: events are gone. inserted:
 * events that were not written there. reordered: events stand elsewhere than they were written. unlinked: `toSeq` does
 * not follow `fromSeq`; one of them was replaced. cut-off: the end is gone. head, segment: the notes about the end and
 * about sealed parts do not fit the events.
 */
export const AUDIT_FINDINGS = [
  'changed',
  'missing',
  'inserted',
  'reordered',
  'unlinked',
  'cut-off',
  'head',
  'segment',
  'expected',
] as const;
export const auditFindingSchema = z.object({
  kind: z.enum(AUDIT_FINDINGS),
  fromSeq: z.number().int(),
  toSeq: z.number().int(),
});
export type AuditFinding = z.infer<typeof auditFindingSchema>;

export const auditReportSchema = z.object({
  /** Events whose hashes were computed again. */
  checked: z.number().int(),
  /** Events before this one are in archives; their segments' hashes were checked. */
  firstSeq: z.number().int(),
  /**
   * The newest event's place and hash (hexadecimal): worth keeping elsewhere, to prove later that the log still has
   * it.
   */
  head: z.object({ seq: z.number().int(), hash: z.string() }),
  findings: z.array(auditFindingSchema),
  /** There are more findings than are listed. */
  isCut: z.boolean(),
});
export type AuditReport = z.infer<typeof auditReportSchema>;

/** One line of the answer of a verification: how far it is, or its end. */
export const auditProgressSchema = z.union([
  z.object({ checked: z.number().int(), total: z.number().int() }),
  z.object({ report: auditReportSchema }),
  z.object({ error: z.string() }),
]);
export type AuditProgress = z.infer<typeof auditProgressSchema>;

/** How well the log is protected here. */
export const auditStateSchema = z.object({
  /** The database keeps the app itself from changing the log. */
  isProtected: z.boolean(),
  /** Who and which tools can be looked for: all that the log has, deleted ones too. */
  actors: z.array(z.object({ id: z.string(), name: z.string() })),
  toolNames: z.array(z.string()),
  segments: z.array(
    z.object({
      firstSeq: z.number().int(),
      lastSeq: z.number().int(),
      firstAt: z.string(),
      lastAt: z.string(),
      archivedAt: z.string().nullable(),
    }),
  ),
});
export type AuditState = z.infer<typeof auditStateSchema>;
