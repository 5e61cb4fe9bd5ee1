import 'server-only';
import { CHANNELS, TICK_MS } from '@/lib/admission/internal/admission-constants';
import { releaseRun } from '@/lib/admission/internal/admission-end-sql';
import type { AdmissionHandlers } from '@/lib/admission/internal/admission-handlers';
import { deleteInstance, findUnstarted } from '@/lib/admission/internal/instance-repository';
import { refreshQueueGauges } from '@/lib/admission/internal/admission-metrics';
import { AdmissionRounds } from '@/lib/admission/internal/admission-rounds';
import { setAdmissionState } from '@/lib/admission/internal/admission-state';
import { coalesce } from '@/lib/concurrency/coalesce';
import { holdInstanceLock } from '@/lib/admission/internal/instance-lock';
import { announceQueueChange } from '@/lib/admission/internal/queue-signal';
import { isDatabaseAway } from '@/lib/db/is-database-away';
import { onReconnect, subscribe } from '@/lib/db/listen';
import { startTicker } from '@/lib/concurrency/start-ticker';
import { sqlRunner } from '@/lib/db/transaction';
import { getLogger } from '@/lib/observability/logger';
import { getMetrics } from '@/lib/observability/metrics';

export type { AdmissionHandlers } from '@/lib/admission/internal/admission-handlers';

/**
 * Makes this process take part in admission: heartbeat, leases, decisions, recovery of dead processes, waiting limits.
 * Resolves when it holds its instance lock and has renewed once. `stop()` gives back at once what has not started;
 * abort the executions first.
 */
export async function startAdmission(
  given: { readonly instanceId: string } & AdmissionHandlers,
): Promise<{ stop(): Promise<void> }> {
  const { instanceId } = given;
  const rounds = new AdmissionRounds(instanceId, given);
  const announce = (): void => announceQueueChange(instanceId);
  const decide = coalesce(() =>
    guarded('admission', async () => {
      if (await rounds.decide()) announce();
    }),
  );
  const renew = coalesce(() => guarded('renewal', () => rounds.renew()));
  const lock = await holdInstanceLock(instanceId);
  setAdmissionState({ instanceId, registry: rounds.registry, decide, announce });
  getMetrics().sources.set('admission', refreshQueueGauges);

  const unsubscribe = [
    subscribe(CHANNELS.engine, () => void decide()),
    subscribe(CHANNELS.admission, (instance) => void (instance === instanceId && renew())),
    subscribe(CHANNELS.stop, (runId) => {
      if (rounds.registry.has(runId)) given.onStopRequested(runId);
    }),
    onReconnect(() => void renew().then(decide)),
  ];
  const ticker = startTicker(TICK_MS, async () => {
    await renew();
    await guarded('recovery', async () => {
      if (await rounds.recover()) announce();
    });
    await decide();
    await guarded('sweep', () => rounds.sweep(performance.now()));
  });
  await renew();
  void decide();

  return {
    async stop() {
      rounds.isStopped = true;
      for (const end of unsubscribe) end();
      await ticker.stop();
      await renew();
      await decide();
      await guarded('hand-over', () => handOver(instanceId));
      setAdmissionState(undefined);
      getMetrics().sources.delete('admission');
      await lock.release();
    },
  };
}

/** Leases of runs that wrote nothing go back at once, and the process is gone for the others. */
async function handOver(instanceId: string): Promise<void> {
  await deleteInstance(instanceId, new Date());
  for (const run of await findUnstarted(instanceId))
    await releaseRun(sqlRunner(), { ...run, band: null, countsAsAttempt: false });
  announceQueueChange(instanceId);
}

/** A failed round is repeated by the next tick; a database that is away is said quietly, it is known elsewhere. */
async function guarded(what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (isDatabaseAway(error)) getLogger().debug({ err: error, what }, 'database away');
    else getLogger().error({ err: error, what }, 'admission round failed; the next tick repeats it');
  }
}
