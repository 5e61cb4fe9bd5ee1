import 'server-only';
import { notFound } from '@/lib/errors/app-error';
import { findPerson } from '@/lib/auth/internal/people-repository';
import { localeSchema, type Me, type Principal } from '@/lib/auth/contracts';

/** What a person sees of themselves. @throws AppError `not-found` when they are gone. */
export async function getMe(principal: Principal): Promise<Me> {
  const row = await findPerson(principal.personId);
  if (row === null) throw notFound('person');
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    username: row.username,
    role: row.role,
    locale: localeSchema.nullable().catch(null).parse(row.locale),
    mustChangePassword: row.mustChangePassword,
  };
}
