import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { notFound } from '@/lib/errors/app-error';
import type { UnfinishedRuns } from '@/lib/runs/contracts';
import { selectUnfinishedRuns } from '@/lib/runs/internal/runs-repository';

/**
 * A conversation's unfinished runs in the order they will run. @throws AppError not-found when it is not this person's
 */
export async function listUnfinishedRuns(principal: Principal, conversationId: string): Promise<UnfinishedRuns> {
  const runs = await selectUnfinishedRuns(conversationId, principal.personId);
  if (runs === null) throw notFound('conversation');
  return { runs };
}
