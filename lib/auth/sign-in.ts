import 'server-only';
import { AppError, isAppError } from '@/lib/errors/app-error';
import { nobody } from '@/lib/auth/internal/audit-actor';
import { findPersonByLogin, isPasswordExpired, type Person } from '@/lib/auth/internal/people-repository';
import { verifyPassword } from '@/lib/auth/internal/password';
import { temporaryPasswordExpired } from '@/lib/auth/internal/temporary-password-expired';
import { markOf, recordRefusal } from '@/lib/auth/internal/record-refusal';
import { beginAttempt, type Attempt } from '@/lib/auth/internal/throttle';
import { openSession, type OpenedSession, type SignInClient } from '@/lib/auth/internal/open-session';
import type { SignInInput } from '@/lib/auth/contracts';

/**
 * Why a sign-in is refused, for the audit log. The browser gets one answer, but for a temporary password that was right
 * and too old.
 */
type Refused =
  | 'unknown-account'
  | 'wrong-password'
  | 'disabled'
  | 'changed-meanwhile'
  | 'password-expired'
  | 'throttled';

/**
 * Signs a person in by e-mail or user name. An unknown account, a wrong password and a disabled account are one answer
 * that takes the same work and is slowed down alike.
 * @throws AppError `sign-in-failed` (with the seconds until the next try, if any), `temporary-password-expired`,
 * `sign-in-throttled`, `sign-in-busy`, `too-often`
 */
export async function signIn(input: SignInInput, client: SignInClient): Promise<OpenedSession> {
  const person = await findPersonByLogin(input.login);
  const attempt = await beginRecorded(input, person, client);
  const session = await checkAndOpen(person, input.password, client).catch(async (error: unknown) => {
    await attempt.cancel();
    throw error;
  });
  if (typeof session === 'string') {
    await recordRefused(input, person, client, session);
    throw session === 'password-expired' ? temporaryPasswordExpired() : signInFailed(attempt.nextDelaySeconds);
  }
  await attempt.succeed();
  return session;
}

async function beginRecorded(input: SignInInput, person: Person | null, client: SignInClient): Promise<Attempt> {
  const attempt = {
    login: input.login,
    personId: person?.id ?? null,
    address: client.address,
    deviceId: client.deviceId ?? null,
  };
  return beginAttempt(attempt).catch(async (error: unknown) => {
    if (isAppError(error)) await recordRefused(input, person, client, 'throttled');
    throw error;
  });
}

/**
 * Refusals of one account are counted together, e-mail or user name; of made-up ones, all that are slowed down at an
 * address.
 */
async function recordRefused(
  input: SignInInput,
  person: Person | null,
  client: SignInClient,
  reason: Refused,
): Promise<void> {
  await recordRefusal({
    action: 'session.refused',
    actor: nobody(client, person?.name),
    personId: person?.id ?? null,
    details: { reason, account: await markOf(input.login) },
    alike: person !== null || reason === 'throttled' ? reason : input.login,
  });
}

async function checkAndOpen(
  person: Person | null,
  password: string,
  client: SignInClient,
): Promise<OpenedSession | Refused> {
  const matches = await verifyPassword(person?.passwordHash ?? null, password);
  if (person === null) return 'unknown-account';
  if (!matches) return 'wrong-password';
  if (person.disabledAt !== null) return 'disabled';
  if (isPasswordExpired(person)) return 'password-expired';
  return (await openSession(person, client)) ?? 'changed-meanwhile';
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
