import { SYSTEM_ACTOR, type AuditEventDto } from '@/lib/audit/contracts';

/** How the product called itself in the log: now, and before it had one name. */
const NAMES: readonly string[] = [SYSTEM_ACTOR.actorName, 'yika', 'secrets:rotate'];
/**
 * Nobody signed in, and still not the product: whoever was refused, the operator at the terminal; they may be called
 * so.
 */
const OF_OTHERS: readonly string[] = ['session.refused', 'audit.sealed', 'audit.archived'];

/** Whether the product did it by itself. */
export function isSystemEvent({
  action,
  actorId,
  actorName,
}: Pick<AuditEventDto, 'action' | 'actorId' | 'actorName'>): boolean {
  return actorId === null && NAMES.includes(actorName) && !OF_OTHERS.includes(action);
}
