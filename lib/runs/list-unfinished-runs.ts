import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { sqlRunner } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';
import type { UnfinishedRuns } from '@/lib/runs/contracts';
import { selectUnfinishedRuns } from '@/lib/runs/internal/runs-sql';

/**
 * A conversation's unfinished runs in the order they will run. @throws AppError not-found when it is not this person's
 */
export async function listUnfinishedRuns(principal: Principal, conversationId: string): Promise<UnfinishedRuns> {
  const runs = await selectUnfinishedRuns(sqlRunner(), conversationId, principal.personId);
  if (runs === null) throw notFound('conversation');
  return { runs };
}
