import 'server-only';
import type { AuditAction, AuditEntry } from '@/lib/audit/contracts';
import { actorOf } from '@/lib/auth/actor-of';
import type { Principal } from '@/lib/auth/contracts';

/** The audit entry of what an admin did with an engine. */
export function engineEvent(
  action: Extract<AuditAction, `engine.${string}`>,
  principal: Principal,
  id: string,
  details: Readonly<Record<string, unknown>>,
): AuditEntry {
  return { action, outcome: 'ok', ...actorOf(principal), targetKind: 'engine', targetId: id, details };
}
