import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import { inTransaction } from '@/lib/db/in-transaction';
import { AppError, notFound } from '@/lib/errors/app-error';
import {
  findPerson,
  findPersonForUpdate,
  isPasswordExpired,
  updatePassword,
  type Person,
} from '@/lib/auth/internal/people-repository';
import { actorOf } from '@/lib/auth/actor-of';
import { targetPerson } from '@/lib/auth/internal/audit-actor';
import { deleteSessions } from '@/lib/auth/internal/sessions-repository';
import { hashPassword, verifyPassword } from '@/lib/auth/internal/password';
import { recordRefusal } from '@/lib/auth/internal/record-refusal';
import { requireStrongPassword } from '@/lib/auth/internal/require-strong-password';
import { requireBudget } from '@/lib/auth/require-budget';
import { temporaryPasswordExpired } from '@/lib/auth/internal/temporary-password-expired';
import { beginPasswordCheck } from '@/lib/auth/internal/throttle';
import type { ChangePasswordInput, Principal } from '@/lib/auth/contracts';
import type { RequestClient } from '@/lib/auth/request-client';

/**
 * Changes a person's own password, which takes the current one: an unattended browser is not enough. Ends their other
 * sessions.
 * @throws AppError `current-password-wrong`, `password-unchanged`, `password-too-common`, `sign-in-throttled`,
 * `sign-in-busy`, `temporary-password-expired`, `too-often`
 */
export async function changePassword(
  principal: Principal,
  input: ChangePasswordInput,
  client: RequestClient,
): Promise<void> {
  const person = await findPerson(principal.personId);
  if (person === null) throw notFound('person');
  requireStrongPassword(input.newPassword, [person.email, person.username, person.name]);
  await requireCurrentPassword(principal, person, input.currentPassword, client);
  if (input.newPassword.normalize('NFKC') === input.currentPassword.normalize('NFKC')) {
    throw new AppError({ kind: 'invalid', code: 'password-unchanged', detail: 'the new password is the current one' });
  }
  if (isPasswordExpired(person)) throw temporaryPasswordExpired();
  const passwordHash = await hashPassword(input.newPassword);
  await inTransaction(async (transaction) => {
    const { prisma, sql } = transaction;
    const now = await findPersonForUpdate(transaction, person.id);
    // An administrator's reset that came in between wins.
    if (now?.passwordHash !== person.passwordHash) throw currentPasswordWrong(0);
    await requireBudget(sql, 'password', person.id);
    await updatePassword(person.id, passwordHash, false, prisma);
    const ended = await deleteSessions(transaction, person.id, principal.sessionId);
    await recordEvents(sql, [
      {
        action: 'person.password_changed',
        outcome: 'ok',
        ...actorOf(principal, client),
        ...targetPerson(person.id),
        details: { endedSessions: ended },
      },
    ]);
  });
}

async function requireCurrentPassword(
  principal: Principal,
  person: Person,
  password: string,
  client: RequestClient,
): Promise<void> {
  const attempt = await beginPasswordCheck(person.id);
  const matches = await verifyPassword(person.passwordHash, password).catch(async (error: unknown) => {
    await attempt.cancel();
    throw error;
  });
  if (!matches) {
    await recordRefusal({
      action: 'person.password_changed',
      actor: actorOf(principal, client),
      personId: person.id,
      details: { reason: 'wrong-password' },
      alike: person.id,
    });
    throw currentPasswordWrong(attempt.nextDelaySeconds);
  }
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
