import http from 'node:http';
import https from 'node:https';
import { engineFailure } from '@/lib/engine/internal/engine-failure';
import { getEngineWire } from '@/lib/engine/internal/engine-wire';
import { parseJsonOrNull } from '@/lib/engine/internal/parse-engine-error';

export interface EngineReply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; null when it is none. */
  readonly json: unknown;
}

export interface EngineQuery {
  readonly url: string;
  /** Sent as JSON by POST; a GET without. */
  readonly body?: unknown;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** None is sent unless given. */
  readonly apiKey?: string | null | undefined;
}

const MAX_REPLY_LENGTH = 16_000_000;

/**
 * One small request to the engine: health, metrics, tokenizer. A response of any HTTP status is returned.
 * Not the global `fetch`, which Next.js patches with a cache of its own.
 * @throws AppError engine-refused when there is no answer within the time
 */
export function queryEngine(query: EngineQuery): Promise<EngineReply> {
  return send(query, AbortSignal.timeout(query.timeoutMs), false);
}

function send(query: EngineQuery, timeout: AbortSignal, isRetry: boolean): Promise<EngineReply> {
  const body = query.body === undefined ? undefined : JSON.stringify(query.body);
  const url = new URL(query.url);
  const isSecure = url.protocol === 'https:';
  const wire = getEngineWire();
  const { promise, resolve, reject } = Promise.withResolvers<EngineReply>();
  const request = (isSecure ? https : http).request(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...authorization(query.apiKey),
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
    },
    agent: isRetry ? false : isSecure ? wire.https : wire.http,
    signal: query.signal === undefined ? timeout : AbortSignal.any([timeout, query.signal]),
  });
  const fail = (error: NodeJS.ErrnoException): void => {
    // llama-server closes a connection after a streamed body in spite of keep-alive: the pooled connection was closed
    // already.
    if (
      !isRetry &&
      request.reusedSocket &&
      !hasResponse &&
      (error.code === 'ECONNRESET' || error.code === 'EPIPE') &&
      !timeout.aborted
    ) {
      resolve(send(query, timeout, true));
      return;
    }
    const detail = timeout.aborted ? `no answer within ${query.timeoutMs} ms` : error.message;
    reject(engineFailure('engine-refused', `${url.pathname}: ${detail}`, {}, error));
  };
  let hasResponse = false;
  request.on('error', fail);
  request.on('response', (response) => {
    hasResponse = true;
    const chunks: string[] = [];
    let length = 0;
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      length += chunk.length;
      if (length > MAX_REPLY_LENGTH) request.destroy(new Error('reply too long'));
      else chunks.push(chunk);
    });
    response.on('error', fail);
    response.on('end', () => {
      const text = chunks.join('');
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parseJsonOrNull(text) });
    });
  });
  request.end(body);
  return promise;
}

/** The header that carries an engine's key, where it has one. */
export function authorization(apiKey: string | null | undefined): Record<string, string> {
  return apiKey === null || apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
}
