import type { Card } from '@/lib/demo-engine/internal/card/card';

/** What has bytes to send after a tick. */
export interface Flushable {
  flush(): void;
}

/**
 * The one timer of the card: advances it every tick while something runs, then lets every answer that got tokens write
 * once. Unpaced answers go on in every turn of the event loop instead.
 */
export class Clockwork {
  readonly #card: Card;
  readonly #now: () => number;
  readonly #tickMs: () => number;
  readonly #dirty = new Set<Flushable>();
  #timer: NodeJS.Timeout | null = null;
  #immediate: NodeJS.Immediate | null = null;

  constructor(card: Card, now: () => number, tickMs: () => number) {
    this.#card = card;
    this.#now = now;
    this.#tickMs = tickMs;
  }

  markDirty(flushable: Flushable): void {
    this.#dirty.add(flushable);
  }

  /** Runs a change of the card now, sends what came of it, and keeps ticking while there is work. */
  turn(change: (nowMs: number) => void): void {
    change(this.#now());
    this.#flush();
    this.#schedule();
  }

  /** Says that a reader can take more. */
  wake(): void {
    this.#schedule();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#immediate !== null) clearImmediate(this.#immediate);
    this.#timer = null;
    this.#immediate = null;
  }

  #flush(): void {
    for (const flushable of this.#dirty) flushable.flush();
    this.#dirty.clear();
  }

  /** Brings the card to this moment, and what came of it to the readers. */
  tick(): void {
    this.turn((nowMs) => {
      this.#card.advance(nowMs);
    });
  }

  #schedule(): void {
    if (this.#card.isIdle) {
      this.stop();
      return;
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.tick();
    }, this.#tickMs());
    if (this.#card.hasReadyDecode) {
      this.#immediate ??= setImmediate(() => {
        this.#immediate = null;
        this.tick();
      });
    }
  }
}
