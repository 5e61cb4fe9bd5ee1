/**
 * An engine for measurements that knows nothing of Yika: vLLM's stream, one token a chunk, each stream on its own
 * clock, and each token carries the moment it was sent, so that a reader behind any protocol measures the way of every
 * token. Prints {"listening": url}. A question says what it wants: `[[tokens=960,delay=12.5]]`; delay is in
 * milliseconds between tokens, 0 as fast as the socket takes them.
 */
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { monotonicMicros } from './stamped-reader';

const MODEL = 'simulated';
/** Of one stream that is late: a busy engine sends what is due, but does not starve the others. */
const MOST_CHUNKS_AT_ONCE = 64;
const TICK_MS = 1;
const STAMP_LENGTH = 8;

interface PacedStream {
  readonly response: ServerResponse;
  readonly delayMs: number;
  readonly chunk: () => string;
  readonly end: () => void;
  left: number;
  nextAt: number;
}

const paced = new Set<PacedStream>();
let ticking: NodeJS.Timeout | undefined;

/** One timer drives all streams: cheap for hundreds of them. */
function tick(): void {
  const now = performance.now();
  for (const stream of paced) {
    let due = '';
    for (let sent = 0; stream.left > 0 && stream.nextAt <= now && sent < MOST_CHUNKS_AT_ONCE; sent += 1) {
      due += stream.chunk();
      stream.left -= 1;
      stream.nextAt += stream.delayMs;
    }
    if (due !== '') stream.response.write(due);
    if (stream.left > 0) continue;
    paced.delete(stream);
    stream.end();
  }
  if (paced.size > 0) return;
  clearInterval(ticking);
  ticking = undefined;
}

function streamUnpaced(response: ServerResponse, tokens: number, chunk: () => string, end: () => void): void {
  let left = tokens;
  const send = (): void => {
    for (let sent = 0; left > 0 && sent < MOST_CHUNKS_AT_ONCE; sent += 1) {
      left -= 1;
      if (response.write(chunk())) continue;
      response.once('drain', send);
      return;
    }
    if (left > 0) setImmediate(send);
    else end();
  };
  send();
}

function wanted(body: string): { readonly tokens: number; readonly delayMs: number } {
  const asked = [...body.matchAll(/\[\[tokens=(\d+),delay=([\d.]+)\]\]/g)].at(-1);
  return { tokens: Number(asked?.[1] ?? 5), delayMs: Number(asked?.[2] ?? 0) };
}

async function complete(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  const { tokens, delayMs } = wanted(body);
  const common = {
    id: `chatcmpl-${monotonicMicros().toString(36)}`,
    model: MODEL,
    created: Math.floor(Date.now() / 1000),
  };
  const usage = { prompt_tokens: 20, completion_tokens: tokens, total_tokens: 20 + tokens };
  if (!/"stream":\s*true/.test(body)) {
    const choices = [{ index: 0, message: { role: 'assistant', content: 'done' }, finish_reason: 'stop' }];
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ ...common, object: 'chat.completion', choices, usage }));
    return;
  }
  const event = (fields: object): string =>
    `data: ${JSON.stringify({ ...common, object: 'chat.completion.chunk', ...fields })}\n\n`;
  const delta = (content: object, finish: string | null = null): string =>
    event({ choices: [{ index: 0, delta: content, logprobs: null, finish_reason: finish }] });
  const [head = '', tail = ''] = delta({ content: ' @STAMP' }).split('STAMP');
  const chunk = (): string => `${head}${monotonicMicros().toString(36).padStart(STAMP_LENGTH, '0')}${tail}`;
  const end = (): void => {
    response.end(`${delta({ content: '' }, 'stop')}${event({ choices: [], usage })}data: [DONE]\n\n`);
  };
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  response.write(delta({ role: 'assistant', content: '' }));
  if (delayMs === 0) {
    streamUnpaced(response, tokens, chunk, end);
    return;
  }
  const stream: PacedStream = { response, delayMs, chunk, end, left: tokens, nextAt: performance.now() };
  response.on('close', () => paced.delete(stream));
  paced.add(stream);
  ticking ??= setInterval(tick, TICK_MS);
  tick();
}

const server = http.createServer((request, response) => {
  request.socket.setNoDelay(true);
  if (request.method === 'POST' && request.url === '/v1/chat/completions') {
    void complete(request, response);
    return;
  }
  if (request.url === '/health') {
    response.end();
    return;
  }
  if (request.url === '/v1/models') {
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        object: 'list',
        data: [{ id: MODEL, object: 'model', owned_by: 'vllm', max_model_len: 131_072 }],
      }),
    );
    return;
  }
  response.statusCode = 404;
  response.end('{"error":{"message":"not found","code":404}}');
});
server.keepAliveTimeout = 75_000;
server.listen(0, '127.0.0.1', 4096, () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  process.stdout.write(`${JSON.stringify({ listening: `http://127.0.0.1:${address.port}` })}\n`);
});
