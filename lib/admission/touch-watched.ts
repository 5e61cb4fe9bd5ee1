import 'server-only';
import { touchWaiting } from '@/lib/admission/internal/admission-queue-sql';
import { sqlRunner } from '@/lib/db/transaction';

/**
 * Says that somebody has these conversations open, and so waits for all that waits in them: call it every half minute
 * or so for those with subscribers. A follow-up has no stream of its own while the answer before it is written, yet it
 * is on the screen.
 */
export async function touchWatched(conversationIds: readonly string[]): Promise<void> {
  if (conversationIds.length > 0) await touchWaiting(sqlRunner(), conversationIds);
}
