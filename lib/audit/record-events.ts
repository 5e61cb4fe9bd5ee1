import 'server-only';
import { canonicalJson } from '@/lib/audit/canonical-json';
import type { AuditEntry } from '@/lib/audit/contracts';
import { appendStatement } from '@/lib/audit/internal/audit-sql';
import type { EventRow } from '@/lib/audit/internal/stored-event';
import { storableText } from '@/lib/db/storable-text';
import { runLastInTransaction, type SqlRunner } from '@/lib/db/transaction';

export type { EventRow } from '@/lib/audit/internal/stored-event';

/** Longest texts that are kept; names and addresses come from outside. In UTF-16 code units. */
const MAX_NAME = 200;
const MAX_DETAILS = 32_768;
/** Of one member of too long details. */
const MAX_MEMBER = 4_096;

/**
 * Appends events to the log inside the caller's transaction: they are there exactly when what they record is. They are
 * written right before the commit, in the order of the calls, since the chain is locked from then on until the commit:
 * a transaction that waits for a row of the caller must not hold the lock of the chain. Of details that are too long
 * the long members (arguments, say) are replaced by their length and beginning; the others stay, the actor's session in
 * any case.
 */
export async function recordEvents(sql: SqlRunner, entries: readonly AuditEntry[]): Promise<void> {
  await recordRows(sql, entries.map(eventRow));
}

/** The same for what `eventRow` made. */
export async function recordRows(sql: SqlRunner, rows: readonly EventRow[]): Promise<void> {
  if (rows.length > 0) await runLastInTransaction(sql, ...appendStatement(rows));
}

/**
 * An event as the database's function `audit_append(json)` takes it (an array of them), for a statement that records
 * what it just found out. Such a statement is the last of its transaction: it locks the chain until the commit.
 */
export function eventRow(entry: AuditEntry): EventRow {
  return {
    action: entry.action,
    outcome: entry.outcome,
    actor_id: entry.actorId,
    actor_name: storable(entry.actorName),
    address: storableOrNull(entry.address),
    target_kind: storableOrNull(entry.targetKind),
    target_id: storableOrNull(entry.targetId),
    tool_name: storableOrNull(entry.toolName),
    conversation_id: entry.conversationId ?? null,
    run_id: entry.runId ?? null,
    call_id: entry.callId ?? null,
    details: detailsOf(entry),
  };
}

function detailsOf({ details: given = {}, sessionId = null }: AuditEntry): string {
  const session = sessionId === null ? {} : { sessionId };
  const details = { ...given, ...session };
  const text = canonicalJson(details);
  if (text.length <= MAX_DETAILS) return text;
  const shortened = canonicalJson(
    Object.fromEntries(Object.entries(details).map(([name, value]) => [name, shortMember(value)])),
  );
  return shortened.length <= MAX_DETAILS ? shortened : canonicalJson({ ...cut(text), ...session });
}

function shortMember(value: unknown): unknown {
  if (value === undefined) return undefined;
  const text = canonicalJson(value);
  return text.length <= MAX_MEMBER ? value : cut(text);
}

function cut(text: string): { readonly cutFrom: number; readonly start: string } {
  return { cutFrom: text.length, start: text.slice(0, MAX_MEMBER) };
}

function storableOrNull(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : storable(text);
}

function storable(text: string): string {
  return storableText(text.slice(0, MAX_NAME));
}
