import 'server-only';
import type { AuditActor } from '@/lib/audit/contracts';
import type { Person } from '@/lib/auth/internal/people-repository';
import type { RequestClient } from '@/lib/auth/request-client';

/** A person as the target of an event. */
export function targetPerson(personId: string): { readonly targetKind: 'person'; readonly targetId: string } {
  return { targetKind: 'person', targetId: personId };
}

/** A person who acts before a session exists. */
export function actingPerson(person: Pick<Person, 'id' | 'name'>): AuditActor {
  return { actorId: person.id, actorName: person.name };
}

/** Somebody whose sign-in was refused; the name is that of the account, where there is one. */
export function nobody(client: Pick<RequestClient, 'address'>, actorName = ''): AuditActor {
  return { actorId: null, actorName, address: client.address };
}
