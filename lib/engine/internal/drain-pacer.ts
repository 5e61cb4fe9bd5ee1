/** A stream whose reads are paused. */
export interface PausedStream {
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
 * Pauses streams between reads; the more streams run, the longer each pause. One timer serves all of them. Each stream
 * is released when its own pause is over, so that the work of many streams spreads over the ticks.
 */
export class DrainPacer {
  readonly #paused: { readonly until: number; readonly socket: PausedStream }[] = [];
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

  /** Pauses the stream when it has to rest now, and says whether it does; it is released when its pause is over. */
  pause(socket: PausedStream): boolean {
    const restMs = restBetweenReads(this.#streams);
    if (restMs === 0) return false;
    this.#paused.push({ until: performance.now() + restMs, socket });
    this.#timer ??= setTimeout(this.#tick, TICK_MS);
    return true;
  }

  readonly #tick = (): void => {
    const now = performance.now() + 1;
    let released = 0;
    for (const stream of this.#paused) {
      // Pauses are about equal, so the list is nearly sorted; a stream that is out of order waits for the next tick.
      if (stream.until > now) break;
      released += 1;
      stream.socket.release();
    }
    this.#paused.splice(0, released);
    this.#timer = this.#paused.length > 0 ? setTimeout(this.#tick, TICK_MS) : null;
  };
}
