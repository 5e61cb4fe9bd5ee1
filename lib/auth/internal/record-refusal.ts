import 'server-only';
import { createHmac } from 'node:crypto';
import type { AuditActor, AuditEntry } from '@/lib/audit/contracts';
import { recordEvents } from '@/lib/audit/record-events';
import { addressKey } from '@/lib/auth/address-key';
import { nobody } from '@/lib/auth/internal/audit-actor';
import { getAuthSecret } from '@/lib/auth/internal/auth-secret';
import {
  closeTallies,
  countOpenTallies,
  countRefusal,
  openTally,
  type ClosedTally,
  type Refusal,
} from '@/lib/auth/internal/sql/refusals-sql';
import { hashSecret } from '@/lib/auth/internal/secret';
import { withTransaction, type SqlRunner } from '@/lib/db/transaction';
import { getLogger } from '@/lib/observability/logger';

/** Refusals of one kind within this time are two events: the first, and how many followed. */
const WINDOW_SECONDS = 15 * 60;
/**
 * Kinds counted one by one at a time; beyond them one count for each account and action, and one for all names that are
 * none. Bounds the log per window at twice the sum, whatever is tried.
 */
const MAX_OPEN = 200;
const CLOSED_AT_ONCE = 20;

/** The known facts about a refused person. */
export interface RefusedTry {
  readonly action: 'session.refused' | 'person.password_changed' | 'person.set_up';
  readonly actor: AuditActor;
  /** The person whose account was tried, where there is one. */
  readonly personId?: string | null;
  readonly details: Readonly<Record<string, unknown>>;
  /**
   * Tries of the same action on the same person from the same address (or IPv6 network) that have this in common are
   * counted together.
   */
  readonly alike: string;
}

/**
 * Records a refusal, or counts it with those that are like it. Does the same work whether an account exists or not.
 * What was counted becomes an event with a refusal or sign-in after the window. An account that exists always has
 * counts of its own, so made-up names cannot hide guesses at it. A failure to write does not change the decision: it is
 * an error in the process's log.
 */
export async function recordRefusal(refused: RefusedTry): Promise<void> {
  await withTransaction(async (sql) => {
    const events = await closeCounts(sql);
    if (!(await countRefusal(sql, keyOf(refused), WINDOW_SECONDS))) {
      const isRoom = (await countOpenTallies(sql, MAX_OPEN, WINDOW_SECONDS)) < MAX_OPEN;
      const tally = isRoom ? refused : withoutDetails(refused);
      const entry = toEntry(tally);
      if (await openTally(sql, keyOf(tally), entry)) events.push(entry);
    }
    await recordEvents(sql, events);
  }, 'deferred').catch((error: unknown) =>
    getLogger().error({ err: error }, 'a refusal was not recorded in the audit log'),
  );
}

/**
 * What a refusal counts as when too many kinds are open: all of one account and action together, wherever they come
 * from, or all others.
 */
function withoutDetails(refused: RefusedTry): RefusedTry {
  const details = { reason: 'too-many-kinds' };
  if ((refused.personId ?? null) === null)
    return { action: 'session.refused', actor: nobody({ address: '' }), details, alike: 'too-many-kinds' };
  return { ...refused, actor: { ...refused.actor, address: '', sessionId: null }, details, alike: 'too-many-kinds' };
}

/** Events of what was counted long enough, to be recorded by the caller in the same transaction. */
export async function closeCounts(sql: SqlRunner): Promise<AuditEntry[]> {
  return (await closeTallies(sql, CLOSED_AT_ONCE, WINDOW_SECONDS)).flatMap(toEvents);
}

/**
 * Replaces the typed name of an account that may not exist: people type passwords into the wrong field, and the audit
 * log keeps its events for ever. The same text gives the same mark, and nobody can test texts against it without the
 * secret.
 */
export async function markOf(typed: string): Promise<string> {
  return createHmac('sha256', await getAuthSecret())
    .update(`refused:${typed}`)
    .digest('hex')
    .slice(0, 12);
}

function toEntry({ action, actor, personId = null, details }: RefusedTry): Refusal {
  const target =
    personId === null ? { targetKind: null, targetId: null } : { targetKind: 'person', targetId: personId };
  return {
    action,
    outcome: 'refused',
    ...actor,
    address: actor.address ?? null,
    sessionId: actor.sessionId ?? null,
    ...target,
    details,
  };
}

function toEvents({ entry, repeats, first, last }: ClosedTally): AuditEntry[] {
  if (repeats === 0) return [];
  return [{ ...entry, details: { ...entry.details, repeats, since: first.toISOString(), until: last.toISOString() } }];
}

function keyOf({ action, personId, alike, actor }: RefusedTry): string {
  return hashSecret([action, personId ?? '', alike, addressKey(actor.address ?? '')].join('\n')).toString('hex');
}
