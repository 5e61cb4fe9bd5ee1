import 'server-only';
import type { AuditAction } from '@/lib/audit/contracts';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import { targetPerson } from '@/lib/auth/internal/audit-actor';
import { withTransaction, type SqlRunner } from '@/lib/db/transaction';
import { AppError, notFound } from '@/lib/errors/app-error';
import {
  countAdmins,
  findPersonForUpdate,
  lockAdmins,
  updatePersonRow,
  type PersonRow,
} from '@/lib/auth/internal/auth-people-sql';
import { deleteSessions, notifyAuth } from '@/lib/auth/internal/auth-sql';
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
  return withTransaction(async (sql) => {
    // Before the row's lock, in this order everywhere, so that two of these never wait for each other.
    if (patch.role !== undefined || patch.disabled !== undefined) await lockAdmins(sql);
    const before = await findPersonForUpdate(sql, personId);
    if (before === null) throw notFound('person');
    await keepOneAdmin(sql, before, patch);
    await updatePersonRow(sql, personId, patch).catch(refuseTakenLogin);
    if (patch.disabled === true) await deleteSessions(sql, personId, null);
    await notifyAuth(sql, personId);
    const after = await getPerson(sql, personId);
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

async function keepOneAdmin(sql: SqlRunner, before: PersonRow, patch: UpdatePersonInput): Promise<void> {
  const isAdmin = before.role === 'admin' && before.disabled_at === null;
  const staysAdmin = (patch.role ?? before.role) === 'admin' && patch.disabled !== true;
  if (!isAdmin || staysAdmin || (await countAdmins(sql)) > 1) return;
  throw new AppError({ kind: 'conflict', code: 'last-admin', detail: 'somebody must stay administrator' });
}

/** What really changed, as events: names and role together, being let in or kept out by itself. */
function changesOf(
  before: PersonRow,
  after: PersonDto,
): { readonly action: AuditAction; readonly details: Record<string, unknown> }[] {
  const fields = (['name', 'email', 'username', 'role'] as const).filter((field) => before[field] !== after[field]);
  const changes = Object.fromEntries(fields.map((field) => [field, { from: before[field], to: after[field] }]));
  const wasDisabled = before.disabled_at !== null;
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
