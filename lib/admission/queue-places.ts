import 'server-only';
import type { QueuePlace } from '@/lib/admission/contracts';
import { CHANNELS } from '@/lib/admission/internal/admission-constants';
import { selectSnapshot, storePredictions } from '@/lib/admission/internal/admission-queue-sql';
import { admissionState } from '@/lib/admission/internal/admission-state';
import { PlaceMemory } from '@/lib/admission/internal/place-memory';
import { onQueueChange } from '@/lib/admission/internal/queue-signal';
import { readSnapshot, type QueueModel } from '@/lib/admission/internal/queue-snapshot';
import { simulateQueue } from '@/lib/admission/simulate-queue';
import { onReconnect, subscribe } from '@/lib/db/listen';
import { sqlRunner } from '@/lib/db/transaction';
import { getLogger } from '@/lib/observability/logger';

/** A change is looked at once at once, then not more often than this, or than this many times its own cost. */
const SHORTEST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 250;
const COST_FACTOR = 4;
/** Without any change the estimates follow the answers that run. */
const REFRESH_MS = 2_000;

export interface QueueWatch {
  /** From now on `onChange` tells the place of this run while it waits. */
  add(runId: string): void;
  remove(runId: string): void;
  stop(): void;
}

/**
 * Tells the places of the waiting runs that this process has subscribers for, whenever they change, within 300 ms:
 * `onChange` gets those that differ from what was told before (position, reason, or an estimate that is off by more than
 * a tenth from the one told, counted down). Costs nothing while nobody is watched.
 */
export function watchQueue(given: { onChange(places: ReadonlyMap<string, QueuePlace>): void }): QueueWatch {
  const watch = new Watch(given.onChange.bind(given));
  const unsubscribe = [
    onQueueChange(() => watch.poke()),
    subscribe(CHANNELS.queue, (instanceId) => {
      if (instanceId !== admissionState()?.instanceId) watch.poke();
    }),
    subscribe(CHANNELS.engine, () => watch.poke()),
    onReconnect(() => watch.poke()),
  ];
  return {
    add: (runId) => watch.add(runId),
    remove: (runId) => watch.remove(runId),
    stop: () => {
      for (const end of unsubscribe) end();
      watch.stop();
    },
  };
}

class Watch {
  private readonly watched = new Set<string>();
  private readonly memory = new PlaceMemory();
  private readonly unpredicted = new Set<string>();
  private readonly onChange: (places: ReadonlyMap<string, QueuePlace>) => void;
  private timer: NodeJS.Timeout | undefined;
  private dueAtMs = Infinity;
  private notBeforeMs = 0;
  private isLooking = false;
  private isStopped = false;

  constructor(onChange: (places: ReadonlyMap<string, QueuePlace>) => void) {
    this.onChange = onChange;
  }

  add(runId: string): void {
    if (this.watched.has(runId)) return;
    this.watched.add(runId);
    this.unpredicted.add(runId);
    this.poke();
  }

  remove(runId: string): void {
    this.watched.delete(runId);
    this.unpredicted.delete(runId);
    this.memory.forget(runId);
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  /** Something changed: look as soon as the throttle allows. */
  poke(): void {
    this.lookAt(this.notBeforeMs);
  }

  private lookAt(atMs: number): void {
    if (this.isStopped || this.watched.size === 0 || atMs >= this.dueAtMs) return;
    this.dueAtMs = atMs;
    clearTimeout(this.timer);
    if (!this.isLooking) this.timer = setTimeout(() => void this.look(), Math.max(0, atMs - performance.now()));
  }

  private async look(): Promise<void> {
    this.isLooking = true;
    this.dueAtMs = Infinity;
    const startedMs = performance.now();
    try {
      await this.tell();
    } catch (error) {
      getLogger().debug({ err: error }, 'queue not read; trying again');
    }
    const nowMs = performance.now();
    this.notBeforeMs = startedMs + Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, (nowMs - startedMs) * COST_FACTOR));
    this.isLooking = false;
    // A change that came while looking has set dueAtMs; otherwise look again to follow the running answers.
    const dueAtMs = Math.max(this.notBeforeMs, Math.min(this.dueAtMs, nowMs + REFRESH_MS));
    this.dueAtMs = Infinity;
    this.lookAt(dueAtMs);
  }

  private async tell(): Promise<void> {
    const model = readSnapshot(await selectSnapshot(sqlRunner()));
    const places = placesOf(model, this.watched);
    const news = this.memory.takeNews(places, performance.now());
    if (news.size > 0) this.onChange(news);
    await this.predict(model, places);
  }

  /** Stores the first estimate of each queued run, to be measured against the real wait. */
  private async predict(model: QueueModel, places: ReadonlyMap<string, QueuePlace>): Promise<void> {
    if (this.unpredicted.size === 0) return;
    const predictions = model.waiting.flatMap((run) => {
      const etaMs = this.unpredicted.has(run.runId) && run.behind === null ? (places.get(run.runId)?.etaMs ?? null) : null;
      return etaMs === null ? [] : [{ runId: run.runId, waitMs: Math.max(0, model.nowMs - run.enqueuedAtMs) + etaMs }];
    });
    for (const { runId } of predictions) this.unpredicted.delete(runId);
    if (predictions.length > 0) await storePredictions(sqlRunner(), predictions);
  }
}

/** The places of some waiting runs; those that do not wait are left out. */
export function placesOf(model: QueueModel, runIds: ReadonlySet<string>): Map<string, QueuePlace> {
  const waiting = new Map(model.waiting.filter((run) => runIds.has(run.runId)).map((run) => [run.runId, run]));
  if (waiting.size === 0) return new Map();
  const { order, startsInMs, blockedBy } = simulateQueue(model, new Set(waiting.keys()));
  const indexes = new Map(order.map((runId, index) => [runId, index]));
  const places = new Map<string, QueuePlace>();
  for (const run of waiting.values()) {
    const ahead = indexes.get(run.runId) ?? Math.max(order.length, model.waiting.length - 1);
    const etaMs = startsInMs.get(run.runId) ?? null;
    const reason = run.behind !== null ? 'earlier-question' : model.isOnline ? (blockedBy ?? 'slots') : 'engine-offline';
    places.set(run.runId, { position: ahead + 1, ahead, etaMs: etaMs === null ? null : Math.round(etaMs), reason });
  }
  return places;
}
