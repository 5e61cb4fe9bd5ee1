import 'server-only';
import { coalesce } from '@/lib/concurrency/coalesce';
import { startTicker } from '@/lib/concurrency/start-ticker';
import { onReconnect, subscribe } from '@/lib/db/listen';
import { sqlRunner } from '@/lib/db/transaction';
import { executeJob, failExhausted, type JobKind } from '@/lib/jobs/internal/execute-job';
import { countJobs, deleteEndedJobs } from '@/lib/jobs/internal/jobs-repository';
import { claimJob, JOBS_CHANNEL } from '@/lib/jobs/internal/jobs-sql';
import { getLogger } from '@/lib/observability/logger';
import { getMetrics } from '@/lib/observability/metrics';

export type { JobKind, RunningJob } from '@/lib/jobs/internal/execute-job';

/** After a process died, another one takes its jobs when the lease has run out. */
const LEASE_SECONDS = 20;
/** Jobs whose pause or lease ended are found by looking; new ones are announced. */
const LOOK_INTERVAL_MS = 2_000;
const SWEEP_INTERVAL_MS = 6 * 3_600_000;
const KEEP_ENDED_DAYS = 30;
const DAY_MS = 86_400_000;
/** What jobs get to end in order before the process ends. */
const SHUTDOWN_GRACE_MS = 3_000;

/** Executes the jobs of these kinds in this process, each kind up to its limit. */
export function startJobs(
  kinds: readonly JobKind[],
  { leaseSeconds = LEASE_SECONDS }: { readonly leaseSeconds?: number } = {},
): { stop(): Promise<void> } {
  const shutdown = new AbortController();
  const running = new Map(kinds.map(({ kind }) => [kind, new Set<Promise<void>>()]));
  const lookers = new Map(kinds.map((kind) => [kind.kind, coalesce(() => fill(kind))]));

  async function fill(kind: JobKind): Promise<void> {
    const work = running.get(kind.kind) ?? new Set();
    try {
      await failExhausted(kind);
      while (!shutdown.signal.aborted && work.size < kind.concurrency) {
        const claim = { kind: kind.kind, leaseId: crypto.randomUUID(), leaseSeconds };
        const job = await claimJob(sqlRunner(), claim);
        if (job === undefined) return;
        const done = executeJob(kind, job, { leaseSeconds, shutdown: shutdown.signal }).finally(() => {
          work.delete(done);
          look(kind.kind);
        });
        work.add(done);
      }
    } catch (error) {
      getLogger().warn({ err: error, kind: kind.kind }, 'could not look for jobs; the next round repeats it');
    }
  }

  const look = (kind: string): void => {
    if (!shutdown.signal.aborted) void lookers.get(kind)?.();
  };
  const lookForAll = (): void => {
    for (const { kind } of kinds) look(kind);
  };
  const ends = [subscribe(JOBS_CHANNEL, look), onReconnect(lookForAll)];
  const ticker = startTicker(LOOK_INTERVAL_MS, async () => {
    await Promise.all([...lookers.values()].map((lookFor) => lookFor()));
  });
  const sweeping = setInterval(() => void sweep(), SWEEP_INTERVAL_MS);
  getMetrics().sources.set('jobs', readCounts);
  lookForAll();
  return {
    async stop() {
      shutdown.abort();
      clearInterval(sweeping);
      for (const end of ends) end();
      await ticker.stop();
      const work = [...running.values()].flatMap((jobs) => [...jobs]);
      await Promise.race([Promise.all(work), new Promise((resolve) => setTimeout(resolve, SHUTDOWN_GRACE_MS))]);
    },
  };
}

async function sweep(): Promise<void> {
  try {
    await deleteEndedJobs(new Date(Date.now() - KEEP_ENDED_DAYS * DAY_MS));
  } catch (error) {
    getLogger().warn({ err: error }, 'old jobs were not removed; the next round repeats it');
  }
}

async function readCounts(): Promise<void> {
  const counts = await countJobs();
  getMetrics().jobs.reset();
  for (const { kind, state, count } of counts) getMetrics().jobs.set({ kind, state }, count);
}
