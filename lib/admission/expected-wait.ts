import 'server-only';
import { OUTPUT_PRIOR } from '@/lib/admission/internal/admission-constants';
import { selectSnapshot } from '@/lib/admission/internal/admission-queue-sql';
import { readSnapshot } from '@/lib/admission/internal/queue-snapshot';
import { simulateQueue } from '@/lib/admission/simulate-queue';
import type { SqlRunner } from '@/lib/db/transaction';

/** A usual question, tokens. */
const PROMPT_TOKENS = 1_000;
const PROBE = 'probe';

/** How long a question that a person asks a pool now would wait. Null: nobody can know. Milliseconds. */
export async function expectedWaitMs(sql: SqlRunner, pool: string, personId: string): Promise<number | null> {
  const model = readSnapshot(await selectSnapshot(sql, pool));
  if (model.isPaused || !model.isOnline) return null;
  const probe = {
    runId: PROBE,
    personId,
    band: 'interactive',
    promptTokens: PROMPT_TOKENS,
    expectedOutput: OUTPUT_PRIOR.quick,
    enqueuedAtMs: model.nowMs,
    behind: null,
  } as const;
  const { startsInMs } = simulateQueue({ ...model, waiting: [...model.waiting, probe] }, new Set([PROBE]));
  const waitMs = startsInMs.get(PROBE) ?? null;
  return waitMs === null ? null : Math.round(waitMs);
}
