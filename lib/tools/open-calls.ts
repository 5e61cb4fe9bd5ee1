import 'server-only';
import type { AuditActor, AuditEntry } from '@/lib/audit/contracts';
import type { Transaction } from '@/lib/db/in-transaction';
import type { SqlRunner } from '@/lib/db/transaction';

/**
 * What changes of tools do to their open calls. `lib/tool-calls` is above this module, so callers pass its functions
 * in.
 */

/**
 * Refuses the calls of these tools that wait for a decision about what the tools were before.
 * @returns the events to record
 */
export type RefuseOutdated = (
  sql: SqlRunner,
  toolIds: readonly string[],
  now: Date,
  actor: AuditActor,
) => Promise<AuditEntry[]>;

export interface CallFingerprints {
  readonly before: string;
  readonly after: string;
}

/** Lets open calls of a tool follow a move of its server that changes nothing of what was asked for. */
export type CarryOpenCalls = (transaction: Transaction, toolId: string, fingerprint: CallFingerprints) => Promise<void>;
