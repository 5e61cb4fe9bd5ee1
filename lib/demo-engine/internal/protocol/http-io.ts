import type { IncomingMessage, ServerResponse } from 'node:http';

import { EngineError } from '@/lib/demo-engine/internal/protocol/engine-error';

const BODY_LIMIT_BYTES = 32 * 1024 * 1024;

/**
 * The body of a request as text.
 * @throws EngineError 413 when it is over 32 MiB
 */
export async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    if (!Buffer.isBuffer(part)) continue;
    size += part.length;
    if (size > BODY_LIMIT_BYTES) throw new EngineError('bad-request', 'Request body too large.', { status: 413 });
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/**
 * The body of a request as JSON.
 * @throws EngineError 400, worded as vLLM does
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const text = await readBody(request);
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'Invalid JSON';
    throw new EngineError(
      'bad-request',
      "[{'type': 'json_invalid', 'loc': ('body', 0), 'msg': 'JSON decode error', 'ctx': {'error': " +
        JSON.stringify(reason) +
        '}}]',
    );
  }
}

/** Ends a response with a JSON body. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Ends a response with a text body. */
export function sendText(
  response: ServerResponse,
  status: number,
  body: string,
  type = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, { 'content-type': type }).end(body);
}
