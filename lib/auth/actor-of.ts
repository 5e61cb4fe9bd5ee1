import 'server-only';
import type { AuditActor } from '@/lib/audit/contracts';
import type { Principal } from '@/lib/auth/contracts';
import type { RequestClient } from '@/lib/auth/request-client';

export type SignedInActor = AuditActor & { readonly actorId: string };

/**
 * A signed-in person as the actor of an audit event.
 * @param client where the request came from; left out, the event has no address
 */
export function actorOf(
  { personId, name, sessionId }: Principal,
  client?: Pick<RequestClient, 'address'>,
): SignedInActor {
  return {
    actorId: personId,
    actorName: name,
    sessionId,
    ...(client === undefined ? {} : { address: client.address }),
  };
}
