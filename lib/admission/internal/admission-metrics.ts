import 'server-only';
import { BANDS } from '@/lib/admission/contracts';
import { selectQueueTotals } from '@/lib/admission/internal/admission-queue-sql';
import type { Admitted } from '@/lib/admission/internal/admission-sql';
import { sqlRunner } from '@/lib/db/transaction';
import { getMetrics } from '@/lib/observability/metrics';

/** A shorter wait says nothing about the prediction. */
const SHORTEST_WAIT_MS = 1_000;

/** Counts an ended run in the metrics. */
export function countOutcome(outcome: 'completed' | 'stopped' | 'failed' | 'interrupted'): void {
  getMetrics().runsTotal.inc({ outcome });
}

/**
 * Records how long admitted runs waited, and how well that was predicted. Runs that went back are not counted again.
 */
export function observeWaits(admitted: readonly Admitted[]): void {
  const { waitSeconds, etaErrorRatio } = getMetrics();
  for (const run of admitted.filter((candidate) => candidate.epoch === 1)) {
    const waitMs = Math.max(0, run.admittedAt.getTime() - run.enqueuedAt.getTime());
    waitSeconds.observe({ band: run.band }, waitMs / 1_000);
    if (run.predictedWaitMs !== null && waitMs >= SHORTEST_WAIT_MS)
      etaErrorRatio.observe(Math.abs(run.predictedWaitMs - waitMs) / waitMs);
  }
}

/** Brings the gauges of queue and engines up to date; called when metrics are read. */
export async function refreshQueueGauges(): Promise<void> {
  const totals = await selectQueueTotals(sqlRunner());
  const metrics = getMetrics();
  for (const band of BANDS) metrics.queueDepth.set({ band }, totals[band]);
  metrics.heldRuns.set(totals.held);
  // An engine that was removed leaves no last value behind.
  for (const gauge of [
    metrics.runningRuns,
    metrics.reservedKvTokens,
    metrics.slots,
    metrics.kvTokens,
    metrics.engineUp,
  ])
    gauge.reset();
  for (const { engineId, running, reserved, slots, kvTokens, isOnline } of totals.engines) {
    const labels = { engine: engineId };
    metrics.runningRuns.set(labels, running);
    metrics.reservedKvTokens.set(labels, reserved);
    metrics.slots.set(labels, slots);
    metrics.kvTokens.set(labels, kvTokens);
    metrics.engineUp.set(labels, isOnline ? 1 : 0);
  }
}
