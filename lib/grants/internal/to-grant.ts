import 'server-only';
import type { AuditAction, AuditEntry } from '@/lib/audit/contracts';
import { actorOf } from '@/lib/auth/actor-of';
import type { Principal } from '@/lib/auth/contracts';
import type { GrantDto } from '@/lib/grants/contracts';
import type { NamedGrant } from '@/lib/grants/internal/grants-repository';

/** A grant as the API returns it. */
export function toGrant({
  id,
  toolId,
  subjectKind,
  subjectId,
  subjectName,
  effect,
  limits,
  updatedAt,
}: NamedGrant): GrantDto {
  return { id, toolId, subjectKind, subjectId, subjectName, effect, limits, updatedAt: updatedAt.toISOString() };
}

/** The audit event of a change of a grant; `before` is the former grant, null for a new one. */
export function grantEvent(
  action: AuditAction,
  principal: Principal,
  grant: NamedGrant,
  before: NamedGrant | null,
): AuditEntry {
  const { subjectKind, subjectId, subjectName, effect, limits } = grant;
  const was = before === null ? {} : { before: { effect: before.effect, limits: before.limits } };
  return {
    action,
    outcome: 'ok',
    ...actorOf(principal),
    targetKind: 'tool',
    targetId: grant.toolId,
    toolName: grant.toolName,
    details: { grantId: grant.id, subjectKind, subjectId, subjectName, effect, limits, ...was },
  };
}
