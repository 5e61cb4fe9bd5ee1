import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import { recordEvents } from '@/lib/audit/record-events';
import { inTransaction } from '@/lib/db/in-transaction';
import { actorOf } from '@/lib/auth/actor-of';
import { targetPerson } from '@/lib/auth/internal/audit-actor';
import { insertPerson } from '@/lib/auth/internal/people-repository';
import { hashPassword } from '@/lib/auth/internal/password';
import { refuseTakenLogin } from '@/lib/auth/internal/refuse-taken-login';
import { createTemporaryPassword } from '@/lib/auth/internal/secret';
import { getPerson } from '@/lib/auth/internal/to-person';
import type { CreatePersonInput, Principal, TemporaryPassword } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';

/**
 * Creates a person with a temporary password, which the person must change at the first sign-in.
 * @throws AppError `admin-only`, `email-taken`, `username-taken`
 */
export async function createPerson(principal: Principal, input: CreatePersonInput): Promise<TemporaryPassword> {
  requireAdmin(principal);
  const temporaryPassword = createTemporaryPassword();
  const id = uuidv7();
  const passwordHash = await hashPassword(temporaryPassword);
  return inTransaction(async ({ prisma, sql }) => {
    await insertPerson(
      { ...input, id, username: input.username ?? null, passwordHash, mustChangePassword: true },
      prisma,
    ).catch(refuseTakenLogin);
    const person = await getPerson(id, prisma);
    const { name, email, username, role } = person;
    await recordEvents(sql, [
      {
        action: 'person.created',
        outcome: 'ok',
        ...actorOf(principal),
        ...targetPerson(id),
        details: { name, email, username, role },
      },
    ]);
    return { person, temporaryPassword };
  });
}
