import 'server-only';
import type { AuditAction } from '@/lib/audit/contracts';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import { targetPerson } from '@/lib/auth/internal/audit-actor';
import { inTransaction } from '@/lib/db/in-transaction';
import { AppError, notFound } from '@/lib/errors/app-error';
import { countAdmins, findPersonForUpdate, updatePersonRow, type Person } from '@/lib/auth/internal/people-repository';
import { deleteSessions } from '@/lib/auth/internal/sessions-repository';
import { lockAdmins } from '@/lib/auth/internal/lock-admins';
import { notifyAuth } from '@/lib/auth/internal/sql/sessions-sql';
import { refuseTakenLogin } from '@/lib/auth/internal/refuse-taken-login';
import { getPerson } from '@/lib/auth/internal/to-person';
import type { PersonDto, Principal, UpdatePersonInput } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';

/**
 * Changes names, role or whether a person may sign in. Disabling ends their sessions in every process within moments.
 * @throws AppError `admin-only`, `not-found`, `last-admin`, `email-taken`, `username-taken`
 */
export async function updatePerson(
  principal: Principal,
  personId: string,
  patch: UpdatePersonInput,
): Promise<PersonDto> {
  requireAdmin(principal);
  return inTransaction(async (transaction) => {
    const { prisma, sql } = transaction;
    // Before the row's lock, in this order everywhere, so that two of these never wait for each other.
    if (patch.role !== undefined || patch.disabled !== undefined) await lockAdmins(sql);
    const before = await findPersonForUpdate(transaction, personId);
    if (before === null) throw notFound('person');
    if (!keepsAdmin(before, patch) && (await countAdmins(prisma)) <= 1) throw lastAdmin();
    await updatePersonRow(personId, patch, prisma).catch(refuseTakenLogin);
    if (patch.disabled === true) await deleteSessions(transaction, personId, null);
    await notifyAuth(sql, personId);
    const after = await getPerson(personId, prisma);
    await recordEvents(
      sql,
      changesOf(before, after).map((change) => ({
        ...change,
        outcome: 'ok',
        ...actorOf(principal),
        ...targetPerson(personId),
      })),
    );
    return after;
  });
}

/** Whether there are as many enabled administrators after the change as before. */
function keepsAdmin(before: Person, patch: UpdatePersonInput): boolean {
  const isAdmin = before.role === 'admin' && before.disabledAt === null;
  return !isAdmin || ((patch.role ?? before.role) === 'admin' && patch.disabled !== true);
}

function lastAdmin(): AppError {
  return new AppError({ kind: 'conflict', code: 'last-admin', detail: 'somebody must stay administrator' });
}

/** What really changed, as events: names and role together, being let in or kept out by itself. */
function changesOf(
  before: Person,
  after: PersonDto,
): { readonly action: AuditAction; readonly details: Record<string, unknown> }[] {
  const fields = (['name', 'email', 'username', 'role'] as const).filter((field) => before[field] !== after[field]);
  const changes = Object.fromEntries(fields.map((field) => [field, { from: before[field], to: after[field] }]));
  const wasDisabled = before.disabledAt !== null;
  return [
    ...(fields.length > 0 ? [{ action: 'person.changed' as const, details: { name: after.name, changes } }] : []),
    ...(wasDisabled === after.disabled
      ? []
      : [
          {
            action: after.disabled ? ('person.disabled' as const) : ('person.enabled' as const),
            details: { name: after.name },
          },
        ]),
  ];
}
