import { apiFetch } from '@/components/lib/api-client';
import {
  groupDetailSchema,
  groupSchema,
  groupsSchema,
  type GroupDetail,
  type GroupDto,
} from '@/lib/auth/groups-contracts';

/** Query key of groups; a page of one group's members has `[GROUPS, id, page]`. */
export const GROUPS = 'groups';

export async function requestGroups(signal: AbortSignal): Promise<readonly GroupDto[]> {
  return (await apiFetch('/api/admin/groups', { signal, schema: groupsSchema })).groups;
}

export function requestGroup(groupId: string, page: number, signal: AbortSignal): Promise<GroupDetail> {
  return apiFetch(`/api/admin/groups/${groupId}?page=${page}`, { signal, schema: groupDetailSchema });
}

export function requestCreateGroup(name: string): Promise<GroupDto> {
  return apiFetch('/api/admin/groups', { method: 'POST', body: { name }, schema: groupSchema });
}

export function requestRenameGroup(groupId: string, name: string): Promise<GroupDto> {
  return apiFetch(`/api/admin/groups/${groupId}`, { method: 'PATCH', body: { name }, schema: groupSchema });
}

export function requestDeleteGroup(groupId: string): Promise<unknown> {
  return apiFetch(`/api/admin/groups/${groupId}`, { method: 'DELETE' });
}

export function requestSetMember(groupId: string, personId: string, isMember: boolean): Promise<unknown> {
  return apiFetch(`/api/admin/groups/${groupId}/members/${personId}`, { method: isMember ? 'PUT' : 'DELETE' });
}
