import 'server-only';
import { onReconnect, subscribe } from '@/lib/db/listen';
import { AUTH_CHANNEL } from '@/lib/auth/internal/auth-sql';
import type { PrincipalCache } from '@/lib/auth/internal/principal-cache';

/**
 * Keeps a cache in step with what any process changes. What was missed while the connection was down is forgotten with
 * everything else when it is back; until then the short validity of entries holds.
 */
export function listenForAuthChanges(cache: PrincipalCache): void {
  subscribe(AUTH_CHANNEL, (personId) => cache.forgetPerson(personId));
  onReconnect(() => cache.forgetAll());
}
