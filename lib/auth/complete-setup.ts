import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import { getConfig } from '@/lib/config/config';
import { recordEvents } from '@/lib/audit/record-events';
import { inTransaction } from '@/lib/db/in-transaction';
import { AppError } from '@/lib/errors/app-error';
import { countAdmins, insertPerson } from '@/lib/auth/internal/people-repository';
import { lockAdmins } from '@/lib/auth/internal/lock-admins';
import { actingPerson, nobody, targetPerson } from '@/lib/auth/internal/audit-actor';
import { rememberPlaces } from '@/lib/auth/internal/remember-places';
import { insertSession } from '@/lib/auth/internal/sql/sessions-sql';
import { hashPassword } from '@/lib/auth/internal/password';
import { refuseTakenLogin } from '@/lib/auth/internal/refuse-taken-login';
import { isSetupNeeded } from '@/lib/auth/is-setup-needed';
import { recordRefusal } from '@/lib/auth/internal/record-refusal';
import { requireStrongPassword } from '@/lib/auth/internal/require-strong-password';
import { dropSetupToken, isSetupToken } from '@/lib/auth/internal/setup-link';
import { placesOf } from '@/lib/auth/internal/throttle';
import { createDeviceId } from '@/lib/auth/device-cookie';
import type { SetupInput } from '@/lib/auth/contracts';
import type { RequestClient } from '@/lib/auth/request-client';

/**
 * Creates the first administrator with the one-time token and signs them in, in one transaction: of two that race with
 * the same token one wins and the other is refused.
 * @returns the new session's secret and the browser's device id for the cookies
 * @throws AppError `setup-link-invalid`, `password-too-common`, `email-taken`, `username-taken`
 */
export async function completeSetup(
  input: SetupInput,
  client: RequestClient,
): Promise<{ readonly personId: string; readonly secret: string; readonly deviceId: string }> {
  // Looked at before the hash is made, so that only a person with the link can cause that work.
  if (!(await isSetupToken(input.token))) throw await refused(client);
  requireStrongPassword(input.password, [input.email, input.username, input.name]);
  const passwordHash = await hashPassword(input.password);
  const person = {
    id: uuidv7(),
    email: input.email,
    username: input.username ?? null,
    name: input.name,
    role: 'admin',
    passwordHash,
    mustChangePassword: false,
  } as const;
  return inTransaction(async (transaction) => {
    const { prisma, sql } = transaction;
    await lockAdmins(sql);
    if ((await countAdmins(prisma)) > 0 || !(await isSetupToken(input.token, prisma))) throw linkInvalid();
    await dropSetupToken(prisma);
    await insertPerson(person, prisma).catch(refuseTakenLogin);
    const session = await insertSession(sql, {
      personId: person.id,
      passwordHash,
      ...client,
      days: getConfig().SESSION_DAYS,
    });
    if (session === null) throw new Error('the person just inserted is not there');
    const deviceId = createDeviceId();
    await rememberPlaces(transaction, person.id, placesOf({ address: client.address, deviceId }));
    await recordEvents(sql, [
      {
        action: 'person.set_up',
        outcome: 'ok',
        ...actingPerson(person),
        ...targetPerson(person.id),
        address: client.address,
        details: { email: person.email, username: person.username, role: person.role, by: 'setup-link' },
      },
      {
        action: 'session.signed_in',
        outcome: 'ok',
        ...actingPerson(person),
        address: client.address,
        targetKind: 'session',
        targetId: session.id,
        details: { role: person.role, userAgent: client.userAgent },
      },
    ]);
    return { personId: person.id, secret: session.secret, deviceId };
  });
}

/**
 * Refuses a set-up that no link allows any more, before the body is read. @throws AppError
 * `setup-link-invalid`
 */
export async function requireSetupNeeded(client: RequestClient): Promise<void> {
  if (!(await isSetupNeeded())) throw await refused(client);
}

async function refused(client: RequestClient): Promise<AppError> {
  await recordRefusal({
    action: 'person.set_up',
    actor: nobody(client),
    details: { reason: 'setup-link-invalid' },
    alike: '',
  });
  return linkInvalid();
}

function linkInvalid(): AppError {
  return new AppError({
    kind: 'forbidden',
    code: 'setup-link-invalid',
    detail: 'this set-up link was used or replaced; the terminal shows the newest',
  });
}
