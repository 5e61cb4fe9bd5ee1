import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { sqlRunner } from '@/lib/db/transaction';
import type { UnfinishedRuns } from '@/lib/runs/contracts';
import { selectUnfinishedRuns } from '@/lib/runs/internal/runs-sql';

/** A conversation's unfinished runs in the order they will run; empty when there are none or it is not this person's. */
export async function listUnfinishedRuns(principal: Principal, conversationId: string): Promise<UnfinishedRuns> {
  return { runs: await selectUnfinishedRuns(sqlRunner(), conversationId, principal.personId) };
}
