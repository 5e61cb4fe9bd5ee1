import 'server-only';
import { notFound } from '@/lib/errors/app-error';
import type { Transaction } from '@/lib/db/in-transaction';
import { findListedPerson, type ListedPerson } from '@/lib/auth/internal/people-repository';
import type { PersonDto } from '@/lib/auth/contracts';

/** A person as the API returns it. */
export function toPerson(row: ListedPerson): PersonDto {
  return {
    id: row.id,
    email: row.email,
    username: row.username,
    name: row.name,
    role: row.role,
    disabled: row.disabledAt !== null,
    mustChangePassword: row.mustChangePassword,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.sessions[0]?.lastSeenAt.toISOString() ?? null,
  };
}

/** @throws AppError `not-found` */
export async function getPerson(personId: string, prisma: Transaction['prisma']): Promise<PersonDto> {
  const row = await findListedPerson(personId, prisma);
  if (row === null) throw notFound('person');
  return toPerson(row);
}
