export interface TimelinePoint {
  readonly ms: number;
  readonly running: number;
  readonly waiting: number;
  readonly kvTokens: number;
}

const TIMELINE_LIMIT = 50_000;

/** What benchmarks check at the engine: peaks, waits and how long it was busy. Times are monotonic milliseconds. */
export class CardCounters {
  maxSlotsInUse = 0;
  maxKvTokensUsed = 0;
  maxKvTokensCommitted = 0;
  requestsThatWaited = 0;
  maxWaiting = 0;
  preemptions = 0;
  submitted = 0;
  aborted = 0;
  finished = 0;
  promptTokens = 0;
  generatedTokens = 0;
  lastAbortMs: number | null = null;
  lastIdleMs: number | null = null;
  timelineDropped = 0;
  readonly timeline: TimelinePoint[] = [];
  #busyMs = 0;
  #fullMs = 0;
  #busySinceMs: number | null = null;
  #fullSinceMs: number | null = null;

  /** Milliseconds with at least one running request, up to now. */
  busyMs(nowMs: number): number {
    return this.#busyMs + (this.#busySinceMs === null ? 0 : nowMs - this.#busySinceMs);
  }

  /** Milliseconds with every slot in use, up to now. */
  fullMs(nowMs: number): number {
    return this.#fullMs + (this.#fullSinceMs === null ? 0 : nowMs - this.#fullSinceMs);
  }

  record(point: TimelinePoint, slots: number): void {
    const last = this.timeline.at(-1);
    if (last?.running === point.running && last.waiting === point.waiting) return;
    if (this.timeline.length < TIMELINE_LIMIT) this.timeline.push(point);
    else this.timelineDropped += 1;
    this.maxSlotsInUse = Math.max(this.maxSlotsInUse, point.running);
    this.maxWaiting = Math.max(this.maxWaiting, point.waiting);
    this.#measure(point, slots);
  }

  #measure(point: TimelinePoint, slots: number): void {
    if (point.running > 0) this.#busySinceMs ??= point.ms;
    else if (this.#busySinceMs !== null) {
      this.#busyMs += point.ms - this.#busySinceMs;
      this.#busySinceMs = null;
      this.lastIdleMs = point.ms;
    }
    if (point.running >= slots) this.#fullSinceMs ??= point.ms;
    else if (this.#fullSinceMs !== null) {
      this.#fullMs += point.ms - this.#fullSinceMs;
      this.#fullSinceMs = null;
    }
  }
}
