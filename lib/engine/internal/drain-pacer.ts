/** Something whose reading is on hold. */
export interface Held {
  release(): void;
}

/** Up to this many streams, every token goes through at once. */
const UNPACED_STREAMS = 3;
/** How much each further stream adds to the rest between two reads. */
const MS_PER_STREAM = 4;
const MAX_REST_MS = 50;
const TICK_MS = 5;

/** Milliseconds a stream rests between two reads when so many run in this process: 0 when idle, at most 50. */
export function restBetweenReads(streams: number): number {
  return streams <= UNPACED_STREAMS ? 0 : Math.min(MAX_REST_MS, (streams - UNPACED_STREAMS) * MS_PER_STREAM);
}

/**
 * Lets streams rest between reads, the longer the more of them run. One timer for all of them; each is released its own
 * rest after it was held, so that the work of many streams spreads over the ticks.
 */
export class DrainPacer {
  readonly #held: { readonly until: number; readonly socket: Held }[] = [];
  #streams = 0;
  #timer: NodeJS.Timeout | null = null;

  /** Counts a stream until the returned function is called. */
  enter(): () => void {
    this.#streams += 1;
    let isIn = true;
    return () => {
      if (isIn) this.#streams -= 1;
      isIn = false;
    };
  }

  /** Whether the stream has to rest now; it is released when its rest is over. */
  hold(socket: Held): boolean {
    const restMs = restBetweenReads(this.#streams);
    if (restMs === 0) return false;
    this.#held.push({ until: performance.now() + restMs, socket });
    this.#timer ??= setTimeout(this.#tick, TICK_MS);
    return true;
  }

  readonly #tick = (): void => {
    const now = performance.now() + 1;
    let released = 0;
    for (const held of this.#held) {
      // Rests are about equal, so the list is about in order; one that is early only waits for the next tick.
      if (held.until > now) break;
      released += 1;
      held.socket.release();
    }
    this.#held.splice(0, released);
    this.#timer = this.#held.length > 0 ? setTimeout(this.#tick, TICK_MS) : null;
  };
}
