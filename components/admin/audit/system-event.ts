import { SYSTEM_ACTOR, type AuditEventDto } from '@/lib/audit/contracts';

/** Names of the product as an actor in the log, now and in older versions. */
const NAMES: readonly string[] = [SYSTEM_ACTOR.actorName, 'yika', 'secrets:rotate'];
/**
 * Actions without a signed-in person that are not the product's own: those of refused people, and of the operator at
 * the terminal, who may have such names.
 */
const OF_OTHERS: readonly string[] = ['session.refused', 'audit.sealed', 'audit.archived'];

/** Whether the product itself caused the event. */
export function isSystemEvent({
  action,
  actorId,
  actorName,
}: Pick<AuditEventDto, 'action' | 'actorId' | 'actorName'>): boolean {
  return actorId === null && NAMES.includes(actorName) && !OF_OTHERS.includes(action);
}
