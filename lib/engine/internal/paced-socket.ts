import { Socket } from 'node:net';
import type { DrainPacer } from '@/lib/engine/internal/drain-pacer';

/** What libuv reads at once: a read this long means that more is waiting, so it is not held back. */
const FULL_READ_BYTES = 65_536;

/**
 * A socket that, while paced, rests after every read until the pacer releases it. Meanwhile the kernel collects what arrives, so that
 * one read (and one wake-up of the process) carries the tokens of up to 50 ms instead of one.
 * Uses the implementer's half of the stream API only: a `push` that returns false stops reading, `_read` starts it.
 */
export class PacedSocket extends Socket {
  readonly #pacer: DrainPacer;
  #isPaced = false;
  #isHeld = false;
  #owedReadBytes = 0;

  constructor(pacer: DrainPacer) {
    super();
    this.#pacer = pacer;
  }

  /** From now on rest between reads. */
  startPacing(): void {
    this.#isPaced = true;
  }

  /** Back to ordinary: before the connection goes back to the pool. */
  stopPacing(): void {
    this.#isPaced = false;
    this.release();
  }

  /** Reads again. */
  release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    const owed = this.#owedReadBytes;
    this.#owedReadBytes = 0;
    if (owed > 0) super._read(owed);
  }

  override push(chunk: unknown, encoding?: BufferEncoding): boolean {
    const wantsMore = super.push(chunk, encoding);
    if (!this.#isPaced || !(chunk instanceof Uint8Array) || chunk.byteLength >= FULL_READ_BYTES) return wantsMore;
    this.#isHeld = this.#pacer.hold(this);
    return wantsMore && !this.#isHeld;
  }

  override _read(size: number): void {
    if (this.#isHeld) this.#owedReadBytes = Math.max(size, 1);
    else super._read(size);
  }
}
