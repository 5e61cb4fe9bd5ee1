import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { FaultScript, faultSchema, type Fault } from '@/lib/sample-api/internal/fault-script';
import { OrderBook } from '@/lib/sample-api/internal/order-book';
import { SAMPLE_MARK, SampleApiError, sendJson } from '@/lib/sample-api/internal/reply';
import { answer } from '@/lib/sample-api/internal/routes';

export interface SampleApi {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  close(): Promise<void>;
}

export interface SampleApiOptions {
  readonly host?: string;
  /** 0 (the default) takes any free one. */
  readonly port?: number;
  readonly now?: () => Date;
}

const MAX_BODY_BYTES = 100_000;
const LOG_SIZE = 1_000;
const HUGE_CHUNK = Buffer.from(`"${'示例数据'.repeat(4_096)}",`);

interface Context {
  readonly book: OrderBook;
  readonly faults: FaultScript;
  readonly log: { method: string; path: string; body: unknown }[];
  readonly now: () => Date;
}

/**
 * Starts the sample API in this process: a weather forecast in Open-Meteo's format and an order system, all made up and
 * marked so. `POST /control/faults` scripts failures, `POST /control/reset` forgets them, the refunds and the log, `GET
 * /control/log` lists what was asked.
 * @throws Error when the port is taken
 */
export async function startSampleApi({
  host = '127.0.0.1',
  port = 0,
  now = () => new Date(),
}: SampleApiOptions = {}): Promise<SampleApi> {
  const context: Context = { book: new OrderBook(now), faults: new FaultScript(), log: [], now };
  const server = createServer((request, response) => {
    handle(context, request, response).catch((error: unknown) => {
      process.emitWarning(error instanceof Error ? error : String(error));
      response.destroy();
    });
  });
  await listen(server, port, host);
  const address = server.address();
  const actual = address !== null && typeof address === 'object' ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${String(actual)}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function handle(context: Context, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const method = request.method ?? 'GET';
  const url = new URL(request.url ?? '/', 'http://sample.invalid');
  try {
    const body = await readBody(request);
    if (url.pathname.startsWith('/control/')) {
      control(context, method, url.pathname, body, response);
      return;
    }
    context.log.push({ method, path: `${url.pathname}${url.search}`, body });
    if (context.log.length > LOG_SIZE) context.log.shift();
    const fault = context.faults.take(url.pathname);
    if (fault !== undefined && (await fail(fault, response))) return;
    sendJson(response, 200, {
      ...answer(method, url, body, context.book, context.now()),
      ...(fault?.kind === 'text' ? { 备注: fault.text } : {}),
    });
  } catch (error) {
    if (!(error instanceof SampleApiError)) throw error;
    sendJson(response, error.status, { error: true, reason: error.message });
  }
}

/** @returns whether the fault has answered, or will never */
async function fail(fault: Fault, response: ServerResponse): Promise<boolean> {
  if (fault.kind === 'slow') await wait(fault.delayMs);
  if (fault.kind === 'status') sendJson(response, fault.status, { error: true, reason: 'scripted failure' });
  if (fault.kind === 'broken') response.writeHead(200, { 'content-type': 'application/json' }).end('{"sample": tru');
  if (fault.kind === 'huge') await sendHuge(response, fault.bytes);
  return fault.kind !== 'slow' && fault.kind !== 'text';
}

async function sendHuge(response: ServerResponse, bytes: number): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
  // Whoever asked may hang up in the middle: that is what the fault is for.
  await pipeline(Readable.from(hugeText(bytes)), response).catch(() => undefined);
}

function* hugeText(bytes: number): Generator<Buffer> {
  yield Buffer.from(`{"sample": true, "notice": ${JSON.stringify(SAMPLE_MARK.notice)}, "data": [`);
  for (let sent = 0; sent < bytes; sent += HUGE_CHUNK.byteLength) yield HUGE_CHUNK;
  yield Buffer.from('""]}');
}

function control(context: Context, method: string, path: string, body: unknown, response: ServerResponse): void {
  if (method === 'GET' && path === '/control/log') {
    sendJson(response, 200, { requests: context.log });
  } else if (method === 'POST' && path === '/control/faults') {
    const parsed = faultSchema.safeParse(body);
    if (!parsed.success) throw new SampleApiError(400, parsed.error.issues[0]?.message ?? 'invalid');
    context.faults.add(parsed.data);
    sendJson(response, 200, { fault: parsed.data });
  } else if (method === 'POST' && path === '/control/reset') {
    context.faults.reset();
    context.book.forget();
    context.log.length = 0;
    sendJson(response, 200, {});
  } else {
    throw new SampleApiError(404, `${method} ${path}: not here`);
  }
}

/** @throws SampleApiError 400 for what is no JSON, 413 for too much of it */
async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const buffer = Buffer.from(chunk as Uint8Array);
    bytes += buffer.byteLength;
    if (bytes > MAX_BODY_BYTES) throw new SampleApiError(413, 'too large');
    chunks.push(buffer);
  }
  if (bytes === 0) return null;
  try {
    const parsed: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return parsed;
  } catch {
    throw new SampleApiError(400, 'the body is not JSON');
  }
}
