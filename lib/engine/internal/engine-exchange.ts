import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { StringDecoder } from 'node:string_decoder';
import { engineFailure, httpFailure } from '@/lib/engine/internal/engine-failure';
import { getEngineWire } from '@/lib/engine/internal/engine-wire';
import type { PacedSocket } from '@/lib/engine/internal/paced-socket';
import { parseEngineError } from '@/lib/engine/internal/parse-engine-error';
import { StreamRepair } from '@/lib/engine/internal/stream-repair';

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
 * One streamed request, from the connection to a repaired body. Before the headers, failures reject `open` with an AppError; after them
 * they stand in the stream as its last event, because an errored stream would throw away text that is still on its way to the reader.
 */
export class EngineExchange {
  readonly #init: ExchangeInit;
  readonly #opened = Promise.withResolvers<Response>();
  readonly #repair = new StreamRepair((events) => this.#controller?.enqueue(Buffer.from(events)));
  readonly #decoder = new StringDecoder('utf8');
  readonly #leavePacer = getEngineWire().pacer.enter();
  #request: ClientRequest | null = null;
  #response: IncomingMessage | null = null;
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #lastTokenAt = performance.now();
  /** No token in time by the last look; what came while this process was busy may not have been read yet. */
  #isLate = false;
  #deltas = 0;
  #isFlushDue = false;
  #isClosed = false;

  constructor(init: ExchangeInit) {
    this.#init = init;
  }

  /** Sends the request. @throws AppError engine-refused, engine-http, context-overflow, engine-stalled-first-token; the signal's reason */
  open(): Promise<Response> {
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
    const request = (isSecure ? https : http).request(url, { method: 'POST', headers: { ...headers, 'content-length': Buffer.byteLength(body) }, agent });
    this.#request = request;
    request.on('response', (response) => {
      this.#onResponse(response);
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (this.#isClosed || this.#response !== null) return;
      // The engine closed a pooled connection just as it was taken: it read nothing of this request.
      if (!isRetry && request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE')) this.#send(true);
      else this.#refuse(engineFailure('engine-refused', error.message === '' ? (error.code ?? 'no connection') : error.message, {}, error));
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
      this.#repair.write(this.#decoder.write(chunk));
      if (this.#isFlushDue) return;
      this.#isFlushDue = true;
      // One flush a read of the socket: the parser hands over everything it read before the next tick.
      process.nextTick(this.#flush);
    });
    response.on('error', this.#onEnd);
    response.on('close', this.#onEnd);
    response.on('end', this.#onEnd);
    const body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => {
          response.resume();
        },
        cancel: () => {
          this.#close();
          this.#request?.destroy();
        },
      },
      { highWaterMark: MAX_EVENTS_AHEAD },
    );
    this.#opened.resolve(new Response(body, { status: 200, headers: { 'content-type': 'text/event-stream' } }));
  }

  #readRefusal(response: IncomingMessage, status: number): void {
    let text = '';
    const done = (): void => {
      this.#refuse(httpFailure(status, parseEngineError(text)));
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
    if (this.#repair.deltas !== this.#deltas) {
      if (this.#deltas === 0) findPacedSocket(this.#request)?.startPacing();
      this.#deltas = this.#repair.deltas;
      this.#lastTokenAt = performance.now();
    }
    this.#repair.flush();
    if (this.#repair.isOver) this.#finish();
    else if ((this.#controller?.desiredSize ?? 1) <= 0) this.#response?.pause();
  };

  readonly #onEnd = (): void => {
    if (this.#isClosed) return;
    this.#repair.write(this.#decoder.end());
    this.#repair.end();
    this.#finish();
  };

  /** The body is complete; the connection may still have its last bytes to come. */
  #finish(): void {
    if (this.#isClosed) return;
    this.#close();
    this.#controller?.close();
    const request = this.#request;
    if (this.#response?.readableEnded === true) return;
    this.#response?.resume();
    request?.setTimeout(END_GRACE_MS, () => request.destroy());
  }

  readonly #abort = (): void => {
    if (this.#isClosed) return;
    if (this.#response === null || this.#controller === null) {
      this.#refuse(this.#init.signal?.reason);
      return;
    }
    // Closed, not errored: what arrived before still reaches the reader.
    this.#repair.flush();
    this.#close();
    this.#controller.close();
    this.#request?.destroy();
  };

  /** Nothing came of the request. */
  #refuse(reason: unknown): void {
    if (this.#isClosed) return;
    this.#close();
    this.#request?.destroy();
    this.#opened.reject(reason instanceof Error ? reason : new Error(String(reason)));
  }

  /** One timer a stream that looks when the last token came, instead of one that is set again for every token. */
  #watchSilence(): void {
    const { firstTokenMs, betweenTokensMs } = this.#init.limits;
    // A reader that does not read is no silence of the engine.
    if (this.#response?.isPaused() === true && this.#controller !== null) this.#lastTokenAt = performance.now();
    const limit = this.#deltas === 0 ? firstTokenMs : betweenTokensMs;
    const leftMs = this.#lastTokenAt + limit - performance.now();
    if (leftMs <= 0 && this.#isLate) {
      this.#onSilence(limit);
      return;
    }
    this.#isLate = leftMs <= 0;
    // Looked at again by the shorter limit at the latest: the first token may come any moment.
    const pauseMs = this.#isLate ? SECOND_LOOK_MS : Math.min(leftMs, betweenTokensMs) + 1;
    this.#timer = setTimeout(() => {
      this.#watchSilence();
    }, pauseMs);
  }

  #onSilence(limitMs: number): void {
    const code = this.#deltas === 0 ? 'engine-stalled-first-token' : 'engine-stalled';
    const message = `no token for ${limitMs} ms`;
    if (this.#controller === null) {
      this.#refuse(engineFailure(code, message));
      return;
    }
    // An answer that said why it finished is complete, even if its connection stays open.
    if (!this.#repair.hasFinishReason) this.#repair.fail(code, message);
    this.#onEnd();
    this.#request?.destroy();
  }

  #close(): void {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#init.signal?.removeEventListener('abort', this.#abort);
    findPacedSocket(this.#request)?.stopPacing();
    this.#leavePacer();
  }
}

/** The request's socket, where it is one that can be paced (plain HTTP). */
function findPacedSocket(request: ClientRequest | null): PacedSocket | null {
  const socket = request?.socket;
  const isPaced = (candidate: object): candidate is PacedSocket => 'startPacing' in candidate;
  return socket !== null && socket !== undefined && isPaced(socket) ? socket : null;
}
