import 'server-only';
import type { AuditActor } from '@/lib/audit/contracts';
import type { Person } from '@/lib/auth/internal/people-repository';
import type { RequestClient } from '@/lib/auth/request-client';

/** A person as what an event was done to. */
export function targetPerson(personId: string): { readonly targetKind: 'person'; readonly targetId: string } {
  return { targetKind: 'person', targetId: personId };
}

/** Somebody who acts in their own name without a session yet. */
export function actingPerson(person: Pick<Person, 'id' | 'name'>): AuditActor {
  return { actorId: person.id, actorName: person.name };
}

/** Somebody who did not get in; the name is that of the account they tried, where there is one. */
export function nobody(client: Pick<RequestClient, 'address'>, actorName = ''): AuditActor {
  return { actorId: null, actorName, address: client.address };
}
