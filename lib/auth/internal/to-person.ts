import 'server-only';
import { notFound } from '@/lib/errors/app-error';
import type { SqlRunner } from '@/lib/db/transaction';
import { findPerson, type PersonRow } from '@/lib/auth/internal/auth-people-sql';
import type { PersonDto } from '@/lib/auth/contracts';

export function toPerson(row: PersonRow): PersonDto {
  return {
    id: row.id,
    email: row.email,
    username: row.username,
    name: row.name,
    role: row.role,
    disabled: row.disabled_at !== null,
    mustChangePassword: row.must_change_password,
    createdAt: row.created_at.toISOString(),
    lastSeenAt: row.last_seen_at?.toISOString() ?? null,
  };
}

/** @throws AppError `not-found` */
export async function getPerson(sql: SqlRunner, personId: string): Promise<PersonDto> {
  const row = await findPerson(sql, personId);
  if (row === null) throw notFound('person');
  return toPerson(row);
}
