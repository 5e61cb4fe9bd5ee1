import 'server-only';
import { findPeople } from '@/lib/auth/internal/people-repository';
import { toPerson } from '@/lib/auth/internal/to-person';
import { PEOPLE_PAGE_SIZE, type ListPeopleInput, type PeoplePage, type Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';

/** One page of people, newest first, that fit a search over names and addresses. @throws AppError `admin-only` */
export async function listPeople(principal: Principal, input: ListPeopleInput): Promise<PeoplePage> {
  requireAdmin(principal);
  const { people, total } = await findPeople(input);
  return { people: people.map(toPerson), total, page: input.page, pageSize: PEOPLE_PAGE_SIZE };
}
