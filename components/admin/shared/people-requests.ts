import { apiFetch } from '@/components/lib/api-client';
import {
  peoplePageSchema,
  personSchema,
  temporaryPasswordSchema,
  type CreatePersonInput,
  type ListPeopleInput,
  type PeoplePage,
  type PersonDto,
  type TemporaryPassword,
  type UpdatePersonInput,
} from '@/lib/auth/contracts';

export type PeopleFilters = ListPeopleInput;

export const FIRST_FILTERS: PeopleFilters = { search: '', status: 'all', page: 1 };

/** Query key of every page of people. */
export const PEOPLE = 'people';

export function requestPeople({ search, role, status, page }: PeopleFilters, signal: AbortSignal): Promise<PeoplePage> {
  const query = new URLSearchParams({ search, status, page: String(page), ...(role === undefined ? {} : { role }) });
  return apiFetch(`/api/people?${query.toString()}`, { signal, schema: peoplePageSchema });
}

export function requestCreatePerson(body: CreatePersonInput): Promise<TemporaryPassword> {
  return apiFetch('/api/people', { method: 'POST', body, schema: temporaryPasswordSchema });
}

export function requestUpdatePerson(personId: string, body: UpdatePersonInput): Promise<PersonDto> {
  return apiFetch(`/api/people/${personId}`, { method: 'PATCH', body, schema: personSchema });
}

export function requestResetPassword(personId: string): Promise<TemporaryPassword> {
  return apiFetch(`/api/people/${personId}/password`, { method: 'POST', schema: temporaryPasswordSchema });
}

export function requestSignOutPerson(personId: string): Promise<unknown> {
  return apiFetch(`/api/people/${personId}/sign-out`, { method: 'POST' });
}
