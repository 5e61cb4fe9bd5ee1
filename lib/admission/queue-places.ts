import 'server-only';
import type { QueuePlace } from '@/lib/admission/contracts';
import { CHANNELS } from '@/lib/admission/internal/admission-constants';
import {
  selectPools,
  selectRecentAsks,
  selectSnapshot,
  storePredictions,
} from '@/lib/admission/internal/admission-queue-sql';
import { admissionState } from '@/lib/admission/internal/admission-state';
import { forecastQueue } from '@/lib/admission/forecast-queue';
import { PlaceMemory, type ForecastPlace } from '@/lib/admission/internal/place-memory';
import { onQueueChange } from '@/lib/admission/internal/queue-signal';
import { DEMAND_WINDOW_MS, measureDemand, NO_DEMAND, type Demand } from '@/lib/admission/internal/recent-demand';
import { readSnapshot, type QueueModel } from '@/lib/admission/internal/queue-snapshot';
import type { WaitingRun } from '@/lib/admission/simulate-queue';
import { onReconnect, subscribe } from '@/lib/db/listen';
import { sqlRunner } from '@/lib/db/transaction';
import { getLogger } from '@/lib/observability/logger';

/**
 * Changes that come together (a step ends, the next run is admitted and begins) are handled together, and after
 * urgent work: calls that are made, answers that begin.
 */
const SETTLING_MS = 40;
/** Then not more often than this, or than this many times its own cost. */
const SHORTEST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_000;
const COST_FACTOR = 10;
/** How long a measured demand is used again. */
const DEMAND_MAX_AGE_MS = 5_000;
/** Refresh interval without any change: the estimates follow the running answers. */
const REFRESH_MS = 2_000;

export interface QueueWatch {
  /** A new run is watched: look now instead of at the next change. */
  refresh(): void;
  stop(): void;
}

interface WatchOptions {
  /** The runs whose places are wanted here, asked at every look; left out: all that wait. None: nothing is read. */
  watched?(): ReadonlySet<string>;
  /**
   * All places of those that wait now; a run that is missing does not wait any more. Values that say nothing new stay
   * the same.
   */
  onChange(places: ReadonlyMap<string, QueuePlace>): void;
}

/**
 * Reports the places of waiting runs after every change of queue or card, within a second, and every two seconds
 * while somebody waits, because estimates follow the answers that run. A place that a reader can know from what was
 * sent before (the same position and reason, and an estimate within a tenth of the one sent before, counted down) is
 * reported unchanged. /
 */
export function watchQueue(options: WatchOptions): QueueWatch {
  const watch = new Watch(options);
  const unsubscribe = [
    onQueueChange(() => watch.change()),
    subscribe(CHANNELS.queue, (instanceId) => {
      if (instanceId !== admissionState()?.instanceId) watch.change();
    }),
    subscribe(CHANNELS.engine, () => watch.change()),
    onReconnect(() => watch.poke()),
  ];
  watch.poke();
  return {
    refresh: () => watch.poke(),
    stop: () => {
      for (const end of unsubscribe) end();
      watch.stop();
    },
  };
}

class Watch {
  private readonly options: WatchOptions;
  private readonly memory = new PlaceMemory();
  private timer: NodeJS.Timeout | undefined;
  private dueAtMs = Infinity;
  private notBeforeMs = 0;
  private isLooking = false;
  private isStopped = false;
  /** By pool. */
  private readonly demands = new Map<string, { readonly value: Demand; readonly untilMs: number }>();

  constructor(options: WatchOptions) {
    this.options = options;
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  /** Something changed: look after SETTLING_MS without a further change. */
  change(): void {
    this.lookAt(Math.max(this.notBeforeMs, performance.now() + SETTLING_MS));
  }

  /** Look as soon as the throttle allows. */
  poke(): void {
    this.lookAt(this.notBeforeMs);
  }

  private lookAt(atMs: number): void {
    if (this.isStopped || atMs >= this.dueAtMs) return;
    this.dueAtMs = atMs;
    clearTimeout(this.timer);
    if (!this.isLooking) this.timer = setTimeout(() => void this.look(), Math.max(0, atMs - performance.now()));
  }

  private async look(): Promise<void> {
    this.isLooking = true;
    this.dueAtMs = Infinity;
    const startedMs = performance.now();
    let somebodyWaits = true;
    try {
      somebodyWaits = await this.publish();
    } catch (error) {
      getLogger().debug({ err: error }, 'queue not read; trying again');
    }
    const nowMs = performance.now();
    this.notBeforeMs =
      startedMs + Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, (nowMs - startedMs) * COST_FACTOR));
    this.isLooking = false;
    // A change that came while looking has set dueAtMs.
    const dueAtMs = Math.max(this.notBeforeMs, Math.min(this.dueAtMs, somebodyWaits ? nowMs + REFRESH_MS : Infinity));
    this.dueAtMs = Infinity;
    this.lookAt(dueAtMs);
  }

  /** Publishes the watched places. False when no watched run waits. */
  private async publish(): Promise<boolean> {
    const watched = this.options.watched?.();
    if (watched?.size === 0) return false;
    const models: QueueModel[] = [];
    const forecasts = new Map<string, ForecastPlace>();
    for (const pool of await selectPools(sqlRunner())) {
      const model = readSnapshot(await selectSnapshot(sqlRunner(), pool));
      const wanted = watched ?? new Set(model.waiting.map((run) => run.runId));
      const demand = await this.recentDemand(pool, model);
      for (const [runId, place] of placesOf(model, wanted, demand)) forecasts.set(runId, place);
      models.push(model);
    }
    const { places, fresh } = this.memory.take(forecasts, performance.now());
    this.options.onChange(places);
    for (const model of models) await predict(model, places, fresh);
    return places.size > 0;
  }

  private async recentDemand(pool: string, { nowMs, waiting }: QueueModel): Promise<Demand> {
    const known = this.demands.get(pool);
    if (waiting.length === 0) return known?.value ?? NO_DEMAND;
    if (known !== undefined && performance.now() <= known.untilMs) return known.value;
    const value = measureDemand(await selectRecentAsks(sqlRunner(), DEMAND_WINDOW_MS, pool), nowMs);
    this.demands.set(pool, { value, untilMs: performance.now() + DEMAND_MAX_AGE_MS });
    return value;
  }
}

/** Stores the first estimate of each queued run, to be measured against the real wait. */
async function predict(
  model: QueueModel,
  places: ReadonlyMap<string, QueuePlace>,
  fresh: ReadonlySet<string>,
): Promise<void> {
  if (fresh.size === 0) return;
  const predictions = model.waiting.flatMap((run) => {
    const etaMs = fresh.has(run.runId) && run.behind === null ? (places.get(run.runId)?.etaMs ?? null) : null;
    return etaMs === null ? [] : [{ runId: run.runId, waitMs: Math.max(0, model.nowMs - run.enqueuedAtMs) + etaMs }];
  });
  if (predictions.length > 0) await storePredictions(sqlRunner(), predictions);
}

/** The places of some waiting runs; those that do not wait are left out. */
export function placesOf(
  model: QueueModel,
  runIds: ReadonlySet<string>,
  demand: Demand = NO_DEMAND,
): Map<string, ForecastPlace> {
  const waiting = new Map<string, WaitingRun>();
  for (const run of model.waiting) if (runIds.has(run.runId)) waiting.set(run.runId, run);
  if (waiting.size === 0) return new Map();
  const card = { ...model, prefillTokensPerSecond: model.prefillTokensPerSecond / demand.uncachedShare };
  const { runs, blockedBy } = forecastQueue(card, new Set(waiting.keys()), demand);
  const obstacle = model.isPaused ? 'engine-paused' : model.isOnline ? (blockedBy ?? 'slots') : 'engine-offline';
  const places = new Map<string, ForecastPlace>();
  for (const run of waiting.values()) {
    const forecast = runs.get(run.runId);
    const ahead = forecast?.ahead ?? model.waiting.length - 1;
    places.set(run.runId, {
      leastPosition: (forecast?.leastAhead ?? ahead) + 1,
      place: {
        position: ahead + 1,
        ahead,
        etaMs: rounded(forecast?.startsInMs),
        etaUpToMs: rounded(forecast?.startsByMs),
        isMeasured: model.isMeasured,
        reason: run.behind !== null ? 'earlier-question' : obstacle,
        isOvertaken: false,
      },
    });
  }
  return places;
}

const rounded = (ms: number | null | undefined): number | null =>
  ms === null || ms === undefined ? null : Math.round(ms);
