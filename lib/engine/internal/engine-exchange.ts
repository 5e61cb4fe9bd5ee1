import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { StringDecoder } from 'node:string_decoder';
import type { EngineEvent } from '@/lib/engine/connected-engine';
import { CompletionParser } from '@/lib/engine/internal/completion-parser';
import { engineFailure, httpFailure } from '@/lib/engine/internal/engine-failure';
import { getEngineWire } from '@/lib/engine/internal/engine-wire';
import type { PacedConnection } from '@/lib/engine/internal/paced-connection';
import { parseEngineError } from '@/lib/engine/internal/parse-engine-error';
import type { AppError } from '@/lib/errors/app-error';

/** Longest silence allowed, in milliseconds. */
export interface StallLimits {
  readonly firstTokenMs: number;
  readonly betweenTokensMs: number;
}

export interface ExchangeInit {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal | null;
  readonly limits: StallLimits;
}

const MAX_ERROR_BODY_LENGTH = 64_000;
/** Merged events the reader may lag behind before the engine is made to wait. */
const MAX_EVENTS_AHEAD = 64;
/** After its last event a response may take this long to end, so that its connection can be used again. */
const END_GRACE_MS = 2_000;
/** Longer than a stream rests between two reads: by then what lies in its socket was read. */
const SECOND_LOOK_MS = 100;

/**
 * One streamed request, from the connection to its events. Before the headers, failures reject `open` with an AppError;
 * after them `read` delivers all events that arrived, then null, and `failure` says why the stream did not end well.
 */
export class EngineExchange {
  readonly #init: ExchangeInit;
  readonly #opened = Promise.withResolvers<undefined>();
  readonly #parser = new CompletionParser();
  readonly #decoder = new StringDecoder('utf8');
  readonly #leavePacer = getEngineWire().pacer.enter();
  #request: ClientRequest | null = null;
  #response: IncomingMessage | null = null;
  #isOpen = false;
  /** Events that wait for the reader. */
  #ready: EngineEvent[] = [];
  #wakeReader: (() => void) | null = null;
  #timer: NodeJS.Timeout | null = null;
  #lastTokenAt = performance.now();
  /** The last check found no token in time; tokens that came while this process was busy may not have been read yet. */
  #isLate = false;
  #deltas = 0;
  #isFlushDue = false;
  #isClosed = false;

  constructor(init: ExchangeInit) {
    this.#init = init;
  }

  /** Why the stream did not end well; null when it did, or while it has not ended. */
  get failure(): AppError | null {
    return this.#parser.failure;
  }

  /** The next events, those that arrived together merged; null when there are no more. */
  async read(): Promise<EngineEvent[] | null> {
    if (this.#ready.length === 0 && !this.#isClosed) {
      await new Promise<void>((resolve) => {
        this.#wakeReader = resolve;
      });
    }
    const events = this.#ready;
    this.#ready = [];
    if (events.length === 0) return null;
    this.#response?.resume();
    return events;
  }

  /** Closes the connection: the reader wants no more. After the end it does nothing. */
  cancel(): void {
    if (this.#isClosed) return;
    this.#close();
    this.#request?.destroy();
  }

  /**
   * Sends the request. @throws AppError engine-refused, engine-unauthorized, engine-http, context-overflow,
   * engine-stalled-first-token; the signal's reason
   */
  open(): Promise<undefined> {
    const { signal } = this.#init;
    if (signal?.aborted === true) {
      this.#refuse(signal.reason);
    } else {
      signal?.addEventListener('abort', this.#abort, { once: true });
      this.#send(false);
      this.#watchSilence();
    }
    return this.#opened.promise;
  }

  #send(isRetry: boolean): void {
    const { url, headers, body } = this.#init;
    const isSecure = url.protocol === 'https:';
    const wire = getEngineWire();
    const agent = isRetry ? false : isSecure ? wire.https : wire.http;
    const request = (isSecure ? https : http).request(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      agent,
    });
    this.#request = request;
    request.on('response', (response) => {
      this.#onResponse(response);
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (this.#isClosed || this.#response !== null) return;
      // The engine closed a pooled connection just as it was taken: it read nothing of this request.
      if (!isRetry && request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE')) this.#send(true);
      else
        this.#refuse(
          engineFailure(
            'engine-refused',
            error.message === '' ? (error.code ?? 'no connection') : error.message,
            {},
            error,
          ),
        );
    });
    request.end(body);
  }

  #onResponse(response: IncomingMessage): void {
    this.#response = response;
    const status = response.statusCode ?? 0;
    if (status < 200 || status > 299) {
      this.#readRefusal(response, status);
      return;
    }
    response.on('data', (chunk: Buffer) => {
      if (this.#isClosed) return;
      this.#parser.write(this.#decoder.write(chunk));
      if (this.#isFlushDue) return;
      this.#isFlushDue = true;
      // One flush a read of the socket: the parser hands over everything it read before the next tick.
      process.nextTick(this.#flush);
    });
    response.on('error', this.#onEnd);
    response.on('close', this.#onEnd);
    response.on('end', this.#onEnd);
    this.#isOpen = true;
    this.#opened.resolve(undefined);
  }

  #readRefusal(response: IncomingMessage, status: number): void {
    let text = '';
    const done = (): void => {
      this.#refuse(httpFailure(status, parseEngineError(text), response.headers['retry-after']));
    };
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      if (text.length < MAX_ERROR_BODY_LENGTH) text += chunk;
    });
    response.on('end', done);
    response.on('error', done);
  }

  readonly #flush = (): void => {
    this.#isFlushDue = false;
    if (this.#isClosed) return;
    if (this.#parser.deltas !== this.#deltas) {
      if (this.#deltas === 0) findPacedConnection(this.#request)?.startPacing();
      this.#deltas = this.#parser.deltas;
      this.#lastTokenAt = performance.now();
    }
    if (this.#parser.isOver) {
      this.#finish();
      return;
    }
    this.#deliver();
    if (this.#ready.length >= MAX_EVENTS_AHEAD) this.#response?.pause();
  };

  readonly #onEnd = (): void => {
    if (this.#isClosed) return;
    this.#parser.write(this.#decoder.end());
    this.#parser.end();
    this.#finish();
  };

  #deliver(): void {
    for (const event of this.#parser.take()) this.#ready.push(event);
    if (this.#ready.length > 0) this.#wakeReader?.();
  }

  /** The body is complete; the connection may still have its last bytes to come. */
  #finish(): void {
    if (this.#isClosed) return;
    this.#close();
    const request = this.#request;
    if (this.#response?.readableEnded === true) return;
    this.#response?.resume();
    request?.setTimeout(END_GRACE_MS, () => request.destroy());
  }

  readonly #abort = (): void => {
    if (this.#isClosed) return;
    if (this.#isOpen) this.cancel();
    else this.#refuse(this.#init.signal?.reason);
  };

  /** The request failed before its headers arrived. */
  #refuse(reason: unknown): void {
    if (this.#isClosed) return;
    this.#close();
    this.#request?.destroy();
    this.#opened.reject(reason instanceof Error ? reason : new Error(String(reason)));
  }

  /** One timer a stream checks when the last token came; no timer has to be set again for every token. */
  #watchSilence(): void {
    const { firstTokenMs, betweenTokensMs } = this.#init.limits;
    // While the reader does not read, the engine is not silent.
    if (this.#response?.isPaused() === true && this.#isOpen) this.#lastTokenAt = performance.now();
    const limit = this.#deltas === 0 ? firstTokenMs : betweenTokensMs;
    const leftMs = this.#lastTokenAt + limit - performance.now();
    if (leftMs <= 0 && this.#isLate) {
      this.#onSilence(limit);
      return;
    }
    this.#isLate = leftMs <= 0;
    // Checked again after the shorter limit at the latest: the first token may come at any moment.
    const pauseMs = this.#isLate ? SECOND_LOOK_MS : Math.min(leftMs, betweenTokensMs) + 1;
    this.#timer = setTimeout(() => {
      this.#watchSilence();
    }, pauseMs);
  }

  #onSilence(limitMs: number): void {
    const code = this.#deltas === 0 ? 'engine-stalled-first-token' : 'engine-stalled';
    const message = `no token for ${limitMs} ms`;
    if (!this.#isOpen) {
      this.#refuse(engineFailure(code, message));
      return;
    }
    // An answer that said why it finished is complete, even if its connection stays open.
    if (!this.#parser.hasFinishReason) this.#parser.fail(code, message);
    this.#onEnd();
    this.#request?.destroy();
  }

  /** Nothing more is read; what arrived still reaches the reader. */
  #close(): void {
    this.#deliver();
    this.#isClosed = true;
    this.#wakeReader?.();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#init.signal?.removeEventListener('abort', this.#abort);
    findPacedConnection(this.#request)?.stopPacing();
    this.#leavePacer();
  }
}

/**
 * The request's connection, where it is one that can be paced (plain HTTP). Recognised by its method: Next.js
 * duplicates modules between server entries, and the pool may contain connections of another copy's class.
 */
function findPacedConnection(request: ClientRequest | null): PacedConnection | null {
  const isPaced = (candidate: object): candidate is PacedConnection => 'startPacing' in candidate;
  const socket = request?.socket;
  return socket !== null && socket !== undefined && isPaced(socket) ? socket : null;
}
