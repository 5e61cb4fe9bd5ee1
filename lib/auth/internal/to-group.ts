import 'server-only';
import type { AuditAction, AuditEntry } from '@/lib/audit/contracts';
import { actorOf } from '@/lib/auth/actor-of';
import type { Principal } from '@/lib/auth/contracts';
import type { GroupDto } from '@/lib/auth/groups-contracts';
import type { Group } from '@/lib/auth/internal/groups-repository';
import { AppError } from '@/lib/errors/app-error';

/** A group as the API returns it. */
export function toGroup({ id, name, _count, createdAt }: Group): GroupDto {
  return { id, name, memberCount: _count.members, createdAt: createdAt.toISOString() };
}

/** The audit event of a change of a group. */
export function groupEvent(
  action: AuditAction,
  principal: Principal,
  group: { readonly id: string; readonly name: string },
  details: Readonly<Record<string, unknown>> = {},
): AuditEntry {
  return {
    action,
    outcome: 'ok',
    ...actorOf(principal),
    targetKind: 'group',
    targetId: group.id,
    details: { name: group.name, ...details },
  };
}

/** The conflict for a name that another group has. */
export function groupNameTaken(name: string): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'group-name-taken',
    detail: 'another group has this name',
    values: { name },
  });
}
