import type { EngineLoad } from '@/lib/engine/internal/read-metrics';

/** When metrics could not be read for this long, the GPU counts as full. */
const STALE_AFTER_MS = 10_000;

/**
 * Slots taken by requests of other clients of a shared engine. The engine counts a run of ours a moment later than we
 * do, at its start and at its end, so only load that is seen in two readings in a row counts.
 */
export class ForeignLoad {
  #previous = 0;
  #slots = 0;
  #readAt: number | null = null;

  get slots(): number {
    return this.#slots;
  }

  /** A reading: what the engine has, and how many of it are runs of ours. */
  read(load: EngineLoad, ours: number, now: number): void {
    const foreign = Math.max(0, Math.round(load.running + load.waiting) - ours);
    this.#slots = Math.min(foreign, this.#previous);
    this.#previous = foreign;
    this.#readAt = now;
  }

  /** A failed reading. Returns whether the metrics are stale, and then counts every slot as taken. */
  miss(maxConcurrent: number, now: number): boolean {
    this.#readAt ??= now;
    if (now - this.#readAt < STALE_AFTER_MS) return false;
    this.#slots = maxConcurrent;
    return true;
  }

  /** The engine is another one now, or has no metrics. */
  reset(): void {
    this.#previous = 0;
    this.#slots = 0;
    this.#readAt = null;
  }
}
