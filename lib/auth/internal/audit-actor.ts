import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import type { PersonRow } from '@/lib/auth/internal/auth-people-sql';

/** Who did it, for an event of the audit log. The session leads to the address and browser in its `session.signed_in`. */
export function actorOf(principal: Principal): { readonly actorId: string; readonly actorName: string } {
  return { actorId: principal.personId, actorName: principal.name };
}

/** A person as what an event was done to. */
export function targetPerson(personId: string): { readonly targetKind: 'person'; readonly targetId: string } {
  return { targetKind: 'person', targetId: personId };
}

/** Somebody who acts in their own name without a session yet. */
export function actingPerson(person: Pick<PersonRow, 'id' | 'name'>): { readonly actorId: string; readonly actorName: string } {
  return { actorId: person.id, actorName: person.name };
}

/** What the product does by itself. */
export const SYSTEM_ACTOR = { actorId: null, actorName: 'system' } as const;
