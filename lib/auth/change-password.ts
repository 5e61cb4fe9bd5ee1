import 'server-only';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';
import { AppError, notFound } from '@/lib/errors/app-error';
import { findPerson, findPersonForUpdate, updatePassword, type PersonRow } from '@/lib/auth/internal/auth-people-sql';
import { deleteSessions } from '@/lib/auth/internal/auth-sql';
import { hashPassword, verifyPassword } from '@/lib/auth/internal/password';
import { requireStrongPassword } from '@/lib/auth/internal/require-strong-password';
import { beginAttempt } from '@/lib/auth/internal/throttle';
import type { ChangePasswordInput, Principal } from '@/lib/auth/contracts';
import type { RequestClient } from '@/lib/auth/request-client';

/**
 * Changes a person's own password, which takes the current one: an unattended browser is not enough. Ends their other sessions.
 * @throws AppError `current-password-wrong`, `password-unchanged`, `password-too-common`, `sign-in-throttled`, `sign-in-busy`
 */
export async function changePassword(principal: Principal, input: ChangePasswordInput, client: RequestClient): Promise<void> {
  const person = await findPerson(sqlRunner(), principal.personId);
  if (person === null) throw notFound('person');
  requireStrongPassword(input.newPassword, [person.email, person.username, person.name]);
  await requireCurrentPassword(person, input.currentPassword, client);
  if (input.newPassword.normalize('NFKC') === input.currentPassword.normalize('NFKC')) {
    throw new AppError({ kind: 'invalid', code: 'password-unchanged', detail: 'the new password is the current one' });
  }
  const passwordHash = await hashPassword(input.newPassword);
  await withTransaction(async (sql) => {
    const now = await findPersonForUpdate(sql, person.id);
    // An administrator's reset that came in between wins.
    if (now?.password_hash !== person.password_hash) throw currentPasswordWrong(0);
    await updatePassword(sql, person.id, passwordHash, false);
    await deleteSessions(sql, person.id, principal.sessionId);
  });
}

async function requireCurrentPassword(person: PersonRow, password: string, client: RequestClient): Promise<void> {
  const attempt = await beginAttempt(`password of ${person.id}`, client.address);
  const matches = await verifyPassword(person.password_hash, password).catch(async (error: unknown) => {
    await attempt.cancel();
    throw error;
  });
  if (!matches) throw currentPasswordWrong(attempt.nextDelaySeconds);
  await attempt.succeed();
}

function currentPasswordWrong(nextDelaySeconds: number): AppError {
  const seconds = Math.ceil(nextDelaySeconds);
  return new AppError({
    kind: 'invalid',
    code: 'current-password-wrong',
    detail: 'the current password is another',
    ...(seconds > 0 ? { retryAfterSeconds: seconds } : {}),
    values: { seconds },
  });
}
