import 'server-only';
import { sqlRunner } from '@/lib/db/transaction';
import type { CardState } from '@/lib/engine/contracts';
import { getEngine } from '@/lib/engine/current-engine';
import { countRuns, type RunCounts } from '@/lib/engine/internal/engine-sql';

/** Every composer requests the state: one count serves all requests within this time. */
const COUNTS_MAX_AGE_MS = 500;

interface CachedCounts {
  readonly at: number;
  readonly counts: Promise<ReadonlyMap<string, RunCounts>>;
}

declare global {
  var yikaRunCounts: CachedCounts | undefined;
}

/** The state of the GPU as everyone sees it; the counts are at most 500 ms old. */
export async function getCardState(): Promise<CardState> {
  const engine = getEngine();
  const { running, waiting } = await recentRunCounts(engine.pool);
  const { state, isDemo, model, contextTokens, maxConcurrent } = engine;
  return { state, isDemo, model, contextTokens, maxConcurrent, running, waiting };
}

/** What runs in a pool and waits for it; at most 500 ms old. */
export async function recentRunCounts(pool: string): Promise<RunCounts> {
  return (await recentCounts(performance.now())).get(pool) ?? { running: 0, waiting: 0 };
}

function recentCounts(now: number): Promise<ReadonlyMap<string, RunCounts>> {
  const cached = globalThis.yikaRunCounts;
  if (cached !== undefined && now - cached.at < COUNTS_MAX_AGE_MS) return cached.counts;
  const counts = countRuns(sqlRunner());
  const fresh = { at: now, counts };
  globalThis.yikaRunCounts = fresh;
  counts.catch(() => {
    // The next request tries again; requests that wait for this one get its error.
    if (globalThis.yikaRunCounts === fresh) globalThis.yikaRunCounts = undefined;
  });
  return counts;
}
