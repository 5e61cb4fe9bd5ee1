import net from 'node:net';
import { Duplex } from 'node:stream';
import type { DrainPacer } from '@/lib/engine/internal/drain-pacer';

/** The largest read of libuv: after a read of this size more bytes wait, so the stream does not rest. */
const FULL_READ_BYTES = 65_536;

export interface PacedConnectionOptions {
  readonly host: string;
  readonly port: number;
  readonly pacer: DrainPacer;
}

/**
 * A TCP connection that, while paced, rests after every read until the pacer releases it. Meanwhile the kernel collects
 * what arrives, so that one read (and one wake-up of the process) carries the tokens of up to 50 ms instead of one.
 * `onread` of `net.connect` is the documented way to stop the socket itself; pausing a socket's stream only moves the
 * reads into its buffer. Has the methods of `net.Socket` that `http.Agent` uses.
 */
export class PacedConnection extends Duplex {
  /** What `http.Agent` compares with its own time-out before it reuses a connection. */
  timeout = 0;
  readonly #pacer: DrainPacer;
  readonly #socket: net.Socket;
  #isPaced = false;
  #hasEnded = false;
  #isResting = false;
  #wantsMore = false;

  constructor({ host, port, pacer }: PacedConnectionOptions) {
    super({ allowHalfOpen: false });
    this.#pacer = pacer;
    this.#socket = net.connect({
      host,
      port,
      noDelay: true,
      onread: {
        buffer: Buffer.allocUnsafe(FULL_READ_BYTES),
        callback: (length, buffer) => this.#onRead(Buffer.from(buffer.subarray(0, length))),
      },
    });
    this.#socket.on('connect', () => this.emit('connect'));
    this.#socket.on('timeout', () => this.emit('timeout'));
    this.#socket.on('end', () => {
      this.#hasEnded = true;
      this.push(null);
    });
    this.#socket.on('error', (error) => this.destroy(error));
    // After an end, what is still buffered goes to its reader first.
    this.#socket.on('close', () => {
      if (!this.#hasEnded) this.destroy();
    });
  }

  get connecting(): boolean {
    return this.#socket.connecting;
  }

  /** From now on rest between reads. */
  startPacing(): void {
    this.#isPaced = true;
  }

  /** Stops pacing, before the connection goes back to the pool. */
  stopPacing(): void {
    this.#isPaced = false;
    this.release();
  }

  /** Reads again. */
  release(): void {
    if (!this.#isResting) return;
    this.#isResting = false;
    if (this.#wantsMore) this.#socket.resume();
  }

  setKeepAlive(enable: boolean, initialDelayMs: number): this {
    this.#socket.setKeepAlive(enable, initialDelayMs);
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setTimeout(timeoutMs: number, onTimeout?: () => void): this {
    this.timeout = timeoutMs;
    this.#socket.setTimeout(timeoutMs);
    // As net.Socket does: 0 takes the listener off, which http uses when a connection goes back to its pool.
    if (onTimeout !== undefined && timeoutMs === 0) this.off('timeout', onTimeout);
    else if (onTimeout !== undefined) this.once('timeout', onTimeout);
    return this;
  }

  ref(): this {
    this.#socket.ref();
    return this;
  }

  unref(): this {
    this.#socket.unref();
    return this;
  }

  /** @returns whether the socket goes on reading. */
  #onRead(bytes: Buffer): boolean {
    this.#wantsMore = this.push(bytes);
    if (this.#isPaced && bytes.byteLength < FULL_READ_BYTES) this.#isResting = this.#pacer.pause(this);
    return this.#wantsMore && !this.#isResting;
  }

  override _read(): void {
    this.#wantsMore = true;
    if (!this.#isResting) this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }
}
