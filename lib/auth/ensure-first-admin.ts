import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import { getConfig } from '@/lib/config/config';
import { SYSTEM_ACTOR } from '@/lib/audit/contracts';
import { recordEvents } from '@/lib/audit/record-events';
import { inTransaction } from '@/lib/db/in-transaction';
import { targetPerson } from '@/lib/auth/internal/audit-actor';
import { countAdmins, insertPerson } from '@/lib/auth/internal/people-repository';
import { lockAdmins } from '@/lib/auth/internal/lock-admins';
import { hashPassword } from '@/lib/auth/internal/password';
import { refuseTakenLogin } from '@/lib/auth/internal/refuse-taken-login';
import { requireStrongPassword } from '@/lib/auth/internal/require-strong-password';
import { dropSetupToken } from '@/lib/auth/internal/setup-link';
import { emailSchema } from '@/lib/auth/contracts';

/**
 * Creates the first administrator from ADMIN_EMAIL and ADMIN_PASSWORD, if they are set and there is none. With one
 * present it changes nothing, so the variables may stay set and several processes may start at once.
 * @throws AppError `password-too-common` when ADMIN_PASSWORD is
 */
export async function ensureFirstAdmin(): Promise<void> {
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = getConfig();
  if (email === undefined || password === undefined || (await countAdmins()) > 0) return;
  requireStrongPassword(password, [email]);
  const person = {
    id: uuidv7(),
    email: emailSchema.parse(email),
    username: null,
    name: email.split('@')[0] ?? email,
    role: 'admin',
    passwordHash: await hashPassword(password),
    mustChangePassword: false,
  } as const;
  await inTransaction(async ({ prisma, sql }) => {
    await lockAdmins(sql);
    if ((await countAdmins(prisma)) > 0) return;
    await insertPerson(person, prisma).catch(refuseTakenLogin);
    await dropSetupToken(prisma);
    await recordEvents(sql, [
      {
        action: 'person.set_up',
        outcome: 'ok',
        ...SYSTEM_ACTOR,
        ...targetPerson(person.id),
        details: { email: person.email, role: person.role, by: 'configuration' },
      },
    ]);
  });
}
