import 'server-only';
import { SYSTEM_ACTOR, type AuditAction, type AuditEntry } from '@/lib/audit/contracts';
import { actorOf } from '@/lib/auth/actor-of';
import type { Principal } from '@/lib/auth/contracts';

/** The audit entry of what a person, or the product itself (null), did with a report or a run of it. */
export function reportEvent(
  action: Extract<AuditAction, `report.${string}`>,
  principal: Principal | null,
  target: { readonly kind: 'report' | 'report_run'; readonly id: string },
  details: Readonly<Record<string, unknown>>,
  outcome: AuditEntry['outcome'] = 'ok',
): AuditEntry {
  const actor = principal === null ? SYSTEM_ACTOR : actorOf(principal);
  return { action, outcome, ...actor, targetKind: target.kind, targetId: target.id, details };
}
