import { createParser } from 'eventsource-parser';
import type { RunEvent } from '@/lib/runs/contracts';
import { runEventSchema } from '@/lib/runs/contracts';

/** No byte for this long means a dead connection: the server sends a heartbeat every 10 s. */
export const SILENCE_LIMIT_MS = 25_000;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 10_000;

export interface RunStreamReader {
  /** An answer that is open already (that of the POST); read before anything else. */
  readonly first?: Response;
  /** Opens the stream again behind `after`; null: from its start. */
  readonly connect: (after: string | null, signal: AbortSignal) => Promise<Response>;
  /** Where the reader stands now, asked at every reconnect. */
  readonly resumePoint: () => string | null;
  /** Takes one event; `gap` when it does not fit behind what is known: the stream is opened again. */
  readonly onEvent: (event: RunEvent) => { readonly gap: boolean };
  readonly onConnection: (connection: 'live' | 'reconnecting') => void;
  /** Waits before an attempt; resolves early when the network comes back. */
  readonly pause: (delayMs: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

/** `ended`: the terminal state arrived. `refused`: the server will not give this stream (status). `aborted`: nobody reads any more. */
export type RunStreamOutcome = { readonly kind: 'ended' } | { readonly kind: 'aborted' } | { readonly kind: 'refused'; readonly status: number };

type BodyOutcome = 'ended' | 'cut' | 'gap';

/** Refusals that time will not change; everything else is worth another attempt. */
function isFinalRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429;
}

/** Delay before the n-th attempt (from 1), doubling up to ten seconds. */
export function reconnectDelayMs(attempt: number): number {
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1));
}

function parseEvent(data: string): RunEvent | null {
  if (data === '[DONE]') return null;
  try {
    return runEventSchema.safeParse(JSON.parse(data)).data ?? null;
  } catch (error) {
    // A cut-off line or a part of a later version: what it carried comes again with the next resume.
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
  const progress: { outcome: BodyOutcome } = { outcome: 'cut' };
  const parser = createParser({
    onEvent: ({ data }) => {
      const event = progress.outcome === 'cut' ? parseEvent(data) : null;
      if (event === null) return;
      if (options.onEvent(event).gap) progress.outcome = 'gap';
      else if (event.type === 'data-end') progress.outcome = 'ended';
    },
  });
  let isFirst = true;
  for (;;) {
    const chunk = await readChunk(reader);
    if (chunk === null || options.signal.aborted) break;
    if (isFirst) options.onConnection('live');
    isFirst = false;
    parser.feed(decoder.decode(chunk, { stream: true }));
    if (progress.outcome !== 'cut') break;
  }
  // Not awaited: cancelling a dead connection can take as long as the connection was dead.
  reader.cancel().catch(() => undefined);
  return progress.outcome;
}

async function connectOnce(options: RunStreamReader): Promise<Response | null> {
  try {
    return await options.connect(options.resumePoint(), options.signal);
  } catch {
    return null; // No network, or aborted: the loop tells which.
  }
}

/**
 * Follows a run to its end, over any number of connections. Silence is not failure: heartbeats keep a connection alive, and a cut
 * one is opened again where the reader stands, with growing delays, for as long as somebody reads.
 */
export async function readRunStream(options: RunStreamReader): Promise<RunStreamOutcome> {
  const { signal } = options;
  let response: Response | null = options.first ?? null;
  let attempt = 0;
  while (!signal.aborted) {
    if (response === null) {
      if (attempt > 0) await options.pause(reconnectDelayMs(attempt), signal);
      if (signal.aborted) break;
      attempt += 1;
      response = await connectOnce(options);
    }
    if (response?.ok === true) {
      const before = options.resumePoint();
      const outcome = await readBody(response, options);
      if (outcome === 'ended') return { kind: 'ended' };
      if (outcome === 'gap' || options.resumePoint() !== before) attempt = outcome === 'gap' ? Math.max(1, attempt) : 0;
    } else if (response !== null && isFinalRefusal(response.status)) {
      return { kind: 'refused', status: response.status };
    }
    if (!signal.aborted) options.onConnection('reconnecting');
    response = null;
  }
  return { kind: 'aborted' };
}
