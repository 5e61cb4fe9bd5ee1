import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import { MAX_SESSIONS } from '@/lib/auth/contracts';
import { createDeviceId } from '@/lib/auth/device-cookie';
import { actingPerson } from '@/lib/auth/internal/audit-actor';
import type { Person } from '@/lib/auth/internal/people-repository';
import { rememberPlaces } from '@/lib/auth/internal/remember-places';
import { deleteUnusedSessions } from '@/lib/auth/internal/sessions-repository';
import { insertSession } from '@/lib/auth/internal/sql/sessions-sql';
import { requireBudget } from '@/lib/auth/require-budget';
import { closeCounts } from '@/lib/auth/internal/record-refusal';
import { placesOf } from '@/lib/auth/internal/throttle';
import type { RequestClient } from '@/lib/auth/request-client';
import { getConfig } from '@/lib/config/config';
import { inTransaction } from '@/lib/db/in-transaction';

export interface OpenedSession {
  readonly personId: string;
  readonly sessionId: string;
  /** The secret in the cookie. */
  readonly secret: string;
  readonly name: string;
  readonly email: string;
  /** For the device cookie: the one the browser had, or a new one. */
  readonly deviceId: string;
}

/** Where a sign-in comes from. */
export interface SignInClient extends RequestClient {
  /** Of the browser's device cookie, if it has one. */
  readonly deviceId?: string | null;
}

/**
 * Opens a session for a person whom a provider has identified, with its audit event; null when the person was disabled
 * or given another password since.
 * @throws AppError `too-often`
 */
export async function openSession(person: Person, client: SignInClient): Promise<OpenedSession | null> {
  return inTransaction(async (transaction) => {
    const { sql } = transaction;
    const session = await insertSession(sql, {
      personId: person.id,
      passwordHash: person.passwordHash,
      userAgent: client.userAgent,
      address: client.address,
      days: getConfig().SESSION_DAYS,
    });
    if (session === null) return null;
    await requireBudget(sql, 'sign-in', person.id);
    const endedSessions = await deleteUnusedSessions(transaction, person.id, session.id, MAX_SESSIONS);
    const deviceId = client.deviceId ?? createDeviceId();
    await rememberPlaces(transaction, person.id, placesOf({ address: client.address, deviceId }));
    await recordEvents(sql, [
      ...(await closeCounts(sql)),
      {
        action: 'session.signed_in',
        outcome: 'ok',
        ...actingPerson(person),
        address: client.address,
        targetKind: 'session',
        targetId: session.id,
        details: { role: person.role, userAgent: client.userAgent, ...(endedSessions > 0 ? { endedSessions } : {}) },
      },
    ]);
    return {
      personId: person.id,
      sessionId: session.id,
      secret: session.secret,
      name: person.name,
      email: person.email,
      deviceId,
    };
  });
}
