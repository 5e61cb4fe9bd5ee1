import { hash } from 'node:crypto';

/** What is known of an event when it is appended: the columns by their names. */
export interface EventRow {
  readonly action: string;
  readonly outcome: string;
  readonly actor_id: string | null;
  readonly actor_name: string;
  readonly address: string | null;
  readonly target_kind: string | null;
  readonly target_id: string | null;
  readonly tool_name: string | null;
  readonly conversation_id: string | null;
  readonly run_id: string | null;
  readonly call_id: string | null;
  readonly details: string;
}

/** A row of the log as it is hashed: every value as its text, `at` as 2026-11-22T08:00:00.000000Z. */
export interface StoredEvent extends EventRow {
  readonly seq: string;
  readonly at: string;
  readonly prev_hash: Buffer;
  readonly hash: Buffer;
}

/** First field of every canonical row, so that a later format can not be mistaken for this one. */
const FORMAT = 'yika-audit-1';

/** What stands before the first event. */
export const FIRST_PREV_HASH: Buffer = Buffer.alloc(32);

/**
 * SHA-256 over the previous hash and the canonical row: its fields in order, each as `<bytes of UTF-8>:<text>,`, a null
 * as `-,`. Written independently of the SQL that writes the log (audit_canonical), which docs/audit.md describes too.
 */
export function hashEvent(event: StoredEvent, seq: string = event.seq): Buffer {
  const fields = [
    FORMAT,
    seq,
    event.at,
    event.action,
    event.outcome,
    event.actor_id,
    event.actor_name,
    event.address,
    event.target_kind,
    event.target_id,
    event.tool_name,
    event.conversation_id,
    event.run_id,
    event.call_id,
    event.details,
  ];
  const canonical = fields.map((field) => (field === null ? '-,' : `${Buffer.byteLength(field)}:${field},`)).join('');
  return hash('sha256', Buffer.concat([event.prev_hash, Buffer.from(canonical)]), 'buffer');
}
