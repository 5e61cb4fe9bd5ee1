import { apiFetch } from '@/components/lib/api-client';
import {
  grantMatrixSchema,
  grantSchema,
  type GrantDto,
  type GrantMatrix,
  type SetGrantInput,
} from '@/lib/grants/contracts';

/** Query key of the matrix; with one person's effective access `[GRANTS, personId]`. */
export const GRANTS = 'grants';

export function requestMatrix(personId: string | null, signal: AbortSignal): Promise<GrantMatrix> {
  const query = personId === null ? '' : `?${new URLSearchParams({ personId }).toString()}`;
  return apiFetch(`/api/admin/grants/matrix${query}`, { signal, schema: grantMatrixSchema });
}

export function requestSetGrant(body: SetGrantInput): Promise<GrantDto> {
  return apiFetch('/api/admin/grants', { method: 'PUT', body, schema: grantSchema });
}

/** Removes a grant, unless somebody changed it since it was read. */
export function requestRemoveGrant({ id, updatedAt }: GrantDto): Promise<unknown> {
  return apiFetch(`/api/admin/grants/${id}?${new URLSearchParams({ seen: updatedAt }).toString()}`, {
    method: 'DELETE',
  });
}
