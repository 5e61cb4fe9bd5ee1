import 'server-only';
import { getConfig } from '@/lib/config/config';
import { recordEvents } from '@/lib/audit/record-events';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';
import { AppError, isAppError } from '@/lib/errors/app-error';
import { actingPerson, nobody } from '@/lib/auth/internal/audit-actor';
import { insertSession } from '@/lib/auth/internal/auth-sql';
import { findPersonByLogin, type PersonRow } from '@/lib/auth/internal/auth-people-sql';
import { verifyPassword } from '@/lib/auth/internal/password';
import { closeCounts, markOf, recordRefusal } from '@/lib/auth/internal/record-refusal';
import { beginAttempt, type Attempt } from '@/lib/auth/internal/throttle';
import type { SignInInput } from '@/lib/auth/contracts';
import type { RequestClient } from '@/lib/auth/request-client';

export interface OpenedSession {
  readonly personId: string;
  readonly sessionId: string;
  /** What the cookie carries. */
  readonly secret: string;
  readonly name: string;
  readonly email: string;
}

/** Why a sign-in is refused: for the audit log alone, the browser is told one thing. */
interface Refused {
  readonly reason: 'unknown-account' | 'wrong-password' | 'disabled' | 'changed-meanwhile';
  readonly person: PersonRow | null;
}

/**
 * Signs a person in by e-mail or user name. An unknown account, a wrong password and a disabled account are one answer that
 * takes the same work and is slowed down alike.
 * @throws AppError `sign-in-failed` (with the seconds until the next try, if any), `sign-in-throttled`, `sign-in-busy`
 */
export async function signIn(input: SignInInput, client: RequestClient): Promise<OpenedSession> {
  const attempt = await beginRecorded(input, client);
  const session = await openSession(input, client).catch(async (error: unknown) => {
    await attempt.cancel();
    throw error;
  });
  if ('reason' in session) {
    const { person, reason } = session;
    await recordRefusal({
      action: 'session.refused', actor: nobody(client, person?.name), personId: person?.id ?? null,
      details: { reason, account: await markOf(input.login) }, alike: input.login,
    });
    throw signInFailed(attempt.nextDelaySeconds);
  }
  await attempt.succeed();
  return session;
}

/** One event for all tries that are slowed down at an address, whatever they try. */
async function beginRecorded(input: SignInInput, client: RequestClient): Promise<Attempt> {
  return beginAttempt(input.login, client.address).catch(async (error: unknown) => {
    if (isAppError(error)) await recordRefusal({ action: 'session.refused', actor: nobody(client), details: { reason: 'throttled', account: await markOf(input.login) }, alike: 'throttled' });
    throw error;
  });
}

async function openSession(input: SignInInput, client: RequestClient): Promise<OpenedSession | Refused> {
  const person = await findPersonByLogin(sqlRunner(), input.login);
  const matches = await verifyPassword(person?.password_hash ?? null, input.password);
  if (person === null) return { reason: 'unknown-account', person };
  if (!matches) return { reason: 'wrong-password', person };
  if (person.disabled_at !== null) return { reason: 'disabled', person };
  return (await insertSessionOf(person, client)) ?? { reason: 'changed-meanwhile', person };
}

async function insertSessionOf(person: PersonRow, client: RequestClient): Promise<OpenedSession | null> {
  return withTransaction(async (sql) => {
    const session = await insertSession(sql, {
      personId: person.id,
      passwordHash: person.password_hash,
      userAgent: client.userAgent,
      address: client.address,
      days: getConfig().SESSION_DAYS,
    });
    if (session === null) return null;
    await recordEvents(sql, [...await closeCounts(sql), {
      action: 'session.signed_in', outcome: 'ok', ...actingPerson(person), address: client.address,
      targetKind: 'session', targetId: session.id, details: { role: person.role, userAgent: client.userAgent },
    }]);
    return { personId: person.id, sessionId: session.id, secret: session.secret, name: person.name, email: person.email };
  });
}

function signInFailed(nextDelaySeconds: number): AppError {
  const seconds = Math.ceil(nextDelaySeconds);
  return new AppError({
    kind: 'unauthenticated',
    code: 'sign-in-failed',
    detail: 'the account or the password is wrong',
    ...(seconds > 0 ? { retryAfterSeconds: seconds } : {}),
    values: { seconds },
  });
}
