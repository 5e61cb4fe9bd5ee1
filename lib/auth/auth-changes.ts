import 'server-only';
import { AUTH_CHANNEL } from '@/lib/auth/internal/sql/sessions-sql';
import { onReconnect, subscribe } from '@/lib/db/listen';

/**
 * Calls `handler` with a person's id after any process committed a change of what this person may do: sessions, role,
 * disabling, password. Calls it with null when changes may have been missed, because the listening connection was down.
 * @returns the function that ends the subscription
 */
export function onAuthChange(handler: (personId: string | null) => void): () => void {
  const ends = [subscribe(AUTH_CHANNEL, handler), onReconnect(() => handler(null))];
  return () => {
    for (const end of ends) end();
  };
}
