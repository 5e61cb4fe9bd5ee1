import 'server-only';
import type { AuditActor, AuditEntry } from '@/lib/audit/contracts';
import type { Transaction } from '@/lib/db/in-transaction';
import type { SqlRunner } from '@/lib/db/transaction';

/**
 * What changes of tools do to open calls of them. `lib/tool-calls` has a higher rank, so callers pass its functions in.
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

/** Keeps open calls of a tool valid when its server moves and the calls stay the same otherwise. */
export type CarryOpenCalls = (transaction: Transaction, toolId: string, fingerprint: CallFingerprints) => Promise<void>;
