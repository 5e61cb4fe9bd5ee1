import 'server-only';
import { getConfig } from '@/lib/config/config';
import { sqlRunner } from '@/lib/db/transaction';
import { AppError } from '@/lib/errors/app-error';
import { insertSession } from '@/lib/auth/internal/auth-sql';
import { findPersonByLogin, type PersonRow } from '@/lib/auth/internal/auth-people-sql';
import { verifyPassword } from '@/lib/auth/internal/password';
import { beginAttempt } from '@/lib/auth/internal/throttle';
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

/**
 * Signs a person in by e-mail or user name. An unknown account, a wrong password and a disabled account are one answer that
 * takes the same work and is slowed down alike.
 * @throws AppError `sign-in-failed` (with the seconds until the next try, if any), `sign-in-throttled`, `sign-in-busy`
 */
export async function signIn(input: SignInInput, client: RequestClient): Promise<OpenedSession> {
  const attempt = await beginAttempt(input.login, client.address);
  const session = await openSession(input, client).catch(async (error: unknown) => {
    await attempt.cancel();
    throw error;
  });
  if (session === null) throw signInFailed(attempt.nextDelaySeconds);
  await attempt.succeed();
  return session;
}

async function openSession(input: SignInInput, client: RequestClient): Promise<OpenedSession | null> {
  const person = await findPersonByLogin(sqlRunner(), input.login);
  const matches = await verifyPassword(person?.password_hash ?? null, input.password);
  if (person === null || !matches || person.disabled_at !== null) return null;
  return insertSessionOf(person, client);
}

async function insertSessionOf(person: PersonRow, client: RequestClient): Promise<OpenedSession | null> {
  const session = await insertSession(sqlRunner(), {
    personId: person.id,
    passwordHash: person.password_hash,
    userAgent: client.userAgent,
    address: client.address,
    days: getConfig().SESSION_DAYS,
  });
  if (session === null) return null;
  return { personId: person.id, sessionId: session.id, secret: session.secret, name: person.name, email: person.email };
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
