import 'server-only';
import type { RunLease } from '@/lib/admission/contracts';
import { SWEEP_MS } from '@/lib/admission/internal/admission-constants';
import { promoteStranded } from '@/lib/admission/internal/admission-end-sql';
import type { AdmissionHandlers } from '@/lib/admission/internal/admission-handlers';
import { renewLeases } from '@/lib/admission/internal/admission-lease-sql';
import { observeWaits } from '@/lib/admission/internal/admission-metrics';
import { selectExpired, selectWantedEngines } from '@/lib/admission/internal/admission-queue-sql';
import { admitQueued, lockAdmission } from '@/lib/admission/internal/admission-sql';
import { LeaseRegistry } from '@/lib/admission/internal/lease-registry';
import { recoverRuns } from '@/lib/admission/internal/recover-runs';
import { shareRates } from '@/lib/admission/record-rates';
import { getConfig } from '@/lib/config/config';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';
import { getLogger } from '@/lib/observability/logger';
import { getMetrics } from '@/lib/observability/metrics';

/** The rounds that one process's admission consists of. Each may fail as a whole and is repeated by the tick. */
export class AdmissionRounds {
  readonly registry = new LeaseRegistry();
  isStopped = false;
  private readonly instanceId: string;
  private readonly handlers: AdmissionHandlers;
  private turn: Promise<unknown> = Promise.resolve();
  private sweptAtMs = 0;
  private readonly expiring = new Set<string>();

  constructor(instanceId: string, handlers: AdmissionHandlers) {
    this.instanceId = instanceId;
    this.handlers = handlers;
  }

  /** Admits the runs that fit now. Returns whether any was admitted. */
  async decide(): Promise<boolean> {
    if (this.isStopped) return false;
    const startedMs = performance.now();
    const admitted = await admitQueued(sqlRunner(), this.instanceId);
    getMetrics().admissionSeconds.observe((performance.now() - startedMs) / 1_000);
    observeWaits(admitted);
    for (const run of admitted) if (run.instanceId === this.instanceId) this.give(run);
    // The runs that still wait did not fit; background runs make room for a person's.
    if (this.registry.hasYielding) this.registry.askToYield(await selectWantedEngines(sqlRunner()));
    return admitted.length > 0;
  }

  /** Heartbeat and renewal, and their results: lost leases, new leases (a notification was missed), requested stops. */
  async renew(): Promise<void> {
    await this.exclusively(async () => {
      const mark = this.registry.mark();
      const renewed = await renewLeases(sqlRunner(), this.instanceId, this.registry.forgotten);
      const { lost, found, stopRequested } = this.registry.reconcile(renewed, mark);
      for (const lease of lost) this.handlers.onRunLost(lease.runId);
      for (const lease of found) this.handlers.onAdmitted(lease);
      for (const lease of stopRequested) this.handlers.onStopRequested(lease.runId);
    });
  }

  /**
   * Runs of dead processes. Not while renewing: a claimed run must be known as an orphan before a renewal reports it.
   */
  async recover(): Promise<boolean> {
    if (this.isStopped) return false;
    const { requeued, orphans } = await this.exclusively(async () => {
      const recovered = await recoverRuns(this.instanceId);
      for (const lease of recovered.orphans) this.registry.add(lease);
      return recovered;
    });
    for (const lease of orphans) void this.endOrphan(lease);
    if (requeued + orphans.length > 0)
      getLogger().warn({ requeued, orphans: orphans.length }, 'took over runs of a dead process');
    return requeued > 0;
  }

  /** Waiting limits, stranded follow-ups, measured rates. */
  async sweep(nowMs: number): Promise<void> {
    if (this.isStopped || nowMs - this.sweptAtMs < SWEEP_MS) return;
    this.sweptAtMs = nowMs;
    await shareRates();
    await withTransaction(async (sql) => {
      await lockAdmission(sql);
      await promoteStranded(sql);
    });
    const { QUEUE_MAX_WAIT_MS: maxWaitMs, QUEUE_ABANDONED_AFTER_MS: abandonedAfterMs } = getConfig();
    for (const { runId, code } of await selectExpired(sqlRunner(), { maxWaitMs, abandonedAfterMs })) {
      if (this.expiring.has(runId)) continue;
      this.expiring.add(runId);
      try {
        await this.handlers.onWaitExpired(runId, code);
      } finally {
        this.expiring.delete(runId);
      }
    }
  }

  private give(lease: RunLease): void {
    if (this.registry.add(lease)) this.handlers.onAdmitted(lease);
  }

  private async endOrphan(lease: RunLease): Promise<void> {
    try {
      await this.handlers.onOrphan(lease);
    } catch (error) {
      this.registry.forget(lease.runId, lease.epoch);
      getLogger().error(
        { err: error, runId: lease.runId },
        'orphaned run could not be ended; trying again when its lease expires',
      );
    }
  }

  private exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }
}
