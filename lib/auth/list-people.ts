import 'server-only';
import { sqlRunner } from '@/lib/db/transaction';
import { selectPeople } from '@/lib/auth/internal/auth-people-sql';
import { toPerson } from '@/lib/auth/internal/to-person';
import { PEOPLE_PAGE_SIZE, type ListPeopleInput, type PeoplePage, type Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';

/** One page of people, newest first, that fit a search over names and addresses. @throws AppError `admin-only` */
export async function listPeople(principal: Principal, input: ListPeopleInput): Promise<PeoplePage> {
  requireAdmin(principal);
  const { rows, total } = await selectPeople(sqlRunner(), input);
  return { people: rows.map(toPerson), total, page: input.page, pageSize: PEOPLE_PAGE_SIZE };
}
