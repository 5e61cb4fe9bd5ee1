import { createParser } from 'eventsource-parser';
import { isApiProblem } from '@/components/lib/api-problem';
import type { RunEvent } from '@/lib/runs/contracts';

/** No byte for this long means a dead connection: the server sends a heartbeat every 10 s. */
export const SILENCE_LIMIT_MS = 25_000;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 10_000;

export interface RunStreamReader {
  /** A response that is open already (that of the POST); it is read first. */
  readonly first?: Response;
  /** Opens the stream again behind `after`; null: from its start. Throws an ApiProblem when it is refused. */
  readonly connect: (after: string | null, signal: AbortSignal) => Promise<Response>;
  /** The present position of the reader, read at every reconnect. */
  readonly resumePoint: () => string | null;
  /** Applies one event; `gap` when it lies beyond the known text: the stream is opened again. */
  readonly onEvent: (event: RunEvent) => { readonly gap: boolean };
  readonly onConnection: (connection: 'live' | 'reconnecting') => void;
  /** Waits before an attempt; resolves early when the network comes back. */
  readonly pause: (delayMs: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * `ended`: the terminal state arrived. `refused`: the server refused this stream (status). `aborted`: nobody
 * reads any more.
 */
export type RunStreamOutcome =
  | { readonly kind: 'ended' }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'refused'; readonly status: number };

type BodyOutcome = 'ended' | 'cut' | 'gap';

/** Permanent refusals; everything else is tried again. */
function isFinalRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429;
}

/** Delay before the n-th attempt (from 1), doubling up to ten seconds. */
export function reconnectDelayMs(attempt: number): number {
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1));
}

/**
 * Our own server wrote it by the same contract: a check of every field of each delta would cost more than the rest of
 * the parsing.
 */
function isRunEvent(event: unknown): event is RunEvent {
  return typeof event === 'object' && event !== null && 'type' in event && typeof event.type === 'string';
}

function parseEvent(data: string): RunEvent | null {
  if (data === '[DONE]') return null;
  try {
    const event: unknown = JSON.parse(data);
    return isRunEvent(event) ? event : null;
  } catch (error) {
    // A cut-off line or a part of a later version: its content comes again with the next resume.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Reads with a limit on silence; null when the connection is dead or at its end. */
async function readChunk(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), SILENCE_LIMIT_MS);
  });
  try {
    const chunk = await Promise.race([reader.read(), silence]);
    return chunk === null || chunk.done ? null : chunk.value;
  } catch {
    return null; // The network went away; the caller reconnects, or stops when it was aborted.
  } finally {
    clearTimeout(timer);
  }
}

async function readBody(response: Response, options: RunStreamReader): Promise<BodyOutcome> {
  if (response.body === null) return 'cut';
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  let outcome: BodyOutcome = 'cut';
  const isDecided = () => outcome !== 'cut';
  const parser = createParser({
    onEvent: ({ data }) => {
      const event = isDecided() ? null : parseEvent(data);
      if (event === null) return;
      if (options.onEvent(event).gap) outcome = 'gap';
      else if (event.type === 'data-end') outcome = 'ended';
    },
  });
  // Not awaited: cancelling a dead connection can take as long as the connection was dead.
  const cancel = () => void reader.cancel().catch(() => undefined);
  options.signal.addEventListener('abort', cancel, { once: true });
  let isFirst = true;
  for (;;) {
    const chunk = await readChunk(reader);
    if (chunk === null || options.signal.aborted) break;
    if (isFirst) options.onConnection('live');
    isFirst = false;
    parser.feed(decoder.decode(chunk, { stream: true }));
    if (isDecided()) break;
  }
  options.signal.removeEventListener('abort', cancel);
  cancel();
  return outcome;
}

type Connection =
  | { readonly kind: 'open'; readonly response: Response }
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'unreachable' };

async function connectOnce(options: RunStreamReader): Promise<Connection> {
  try {
    return { kind: 'open', response: await options.connect(options.resumePoint(), options.signal) };
  } catch (error) {
    // No network, a server that is starting, or nobody reads any more: the loop distinguishes them.
    return isApiProblem(error) && isFinalRefusal(error.status)
      ? { kind: 'refused', status: error.status }
      : { kind: 'unreachable' };
  }
}

/**
 * Follows a run to its end, over any number of connections. Silence is not failure: heartbeats keep a connection alive,
 * and a cut one is opened again where the reader stands, with growing delays, for as long as somebody reads.
 */
export async function readRunStream(options: RunStreamReader): Promise<RunStreamOutcome> {
  const isAborted = () => options.signal.aborted;
  let next: Connection =
    options.first === undefined ? await connectOnce(options) : { kind: 'open', response: options.first };
  let attempt = 0;
  while (!isAborted()) {
    if (next.kind === 'refused') return next;
    if (next.kind === 'open') {
      const before = options.resumePoint();
      const outcome = await readBody(next.response, options);
      if (outcome === 'ended') return { kind: 'ended' };
      // After progress the next attempt is immediate; a gap that stays is retried with growing delays.
      if (outcome === 'cut' && options.resumePoint() !== before) attempt = 0;
    }
    if (isAborted()) break;
    options.onConnection('reconnecting');
    if (attempt > 0) await options.pause(reconnectDelayMs(attempt), options.signal);
    if (isAborted()) break;
    attempt += 1;
    next = await connectOnce(options);
  }
  // An answer that nobody will read would keep a connection open.
  if (next.kind === 'open') next.response.body?.cancel().catch(() => undefined);
  return { kind: 'aborted' };
}
