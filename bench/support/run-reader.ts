import { setTimeout as pause } from 'node:timers/promises';
import { createParser } from 'eventsource-parser';
import { runEventSchema } from '@/lib/runs/contracts';

/** A question on its way and what its reader saw, over all reconnects. */
export interface ReadRun {
  readonly conversationId: string;
  readonly messageId: string;
  runId: string | null;
  /** Text of each part, put together by the rule of the contract. */
  readonly parts: string[];
  status: string | null;
  errorCode: string | null;
  /** Deltas that left a gap: must stay 0. */
  gaps: number;
  connections: number;
}

export interface Asking {
  readonly appUrl: string;
  readonly cookie: string;
  readonly conversationId: string;
  readonly messageId: string;
  readonly parentId: string | null;
  readonly text: string;
  /** Milliseconds after which the reader gives up. */
  readonly patienceMs: number;
  /** Cuts the connection now and then: returns after how many milliseconds. */
  readonly cutAfterMs?: () => number;
}

/**
 * Asks and reads to the terminal state like a browser: repeats the question with the same ids until it is accepted, and
 * reconnects with the last event id after every cut.
 */
export async function askAndRead(asking: Asking): Promise<ReadRun> {
  const run: ReadRun = {
    conversationId: asking.conversationId,
    messageId: asking.messageId,
    runId: null,
    parts: [],
    status: null,
    errorCode: null,
    gaps: 0,
    connections: 0,
  };
  const deadline = performance.now() + asking.patienceMs;
  let lastEventId: string | null = null;
  while (run.status === null && performance.now() < deadline) {
    const cut =
      asking.cutAfterMs === undefined
        ? AbortSignal.timeout(asking.patienceMs)
        : AbortSignal.timeout(Math.max(1, Math.round(asking.cutAfterMs())));
    try {
      const response: Response =
        run.runId === null ? await post(asking, cut) : await follow(asking, run.runId, lastEventId, cut);
      if (response.ok && response.body !== null) {
        run.runId = response.headers.get('x-run-id') ?? run.runId;
        run.connections += 1;
        lastEventId = await readEvents(response.body, run, lastEventId);
      } else {
        await response.body?.cancel();
        if (response.status < 500 && response.status !== 429) throw new Error(`HTTP ${response.status}`);
      }
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('HTTP ')) throw error;
      // A cut connection is what this is about: the next round goes on.
      lastEventId = placeOf(run);
    }
    await pause(50);
  }
  return run;
}

function placeOf(run: ReadRun): string | null {
  const part = run.parts.length - 1;
  return part < 0 ? null : `${part}:${run.parts[part]?.length ?? 0}`;
}

function post(asking: Asking, signal: AbortSignal): Promise<Response> {
  const { conversationId, messageId, parentId, text } = asking;
  return fetch(`${asking.appUrl}/api/runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: asking.cookie },
    body: JSON.stringify({ conversationId, messageId, parentId, text, mode: 'quick' }),
    signal,
  });
}

function follow(asking: Asking, runId: string, lastEventId: string | null, signal: AbortSignal): Promise<Response> {
  return fetch(`${asking.appUrl}/api/runs/${runId}/stream`, {
    headers: { cookie: asking.cookie, ...(lastEventId === null ? {} : { 'last-event-id': lastEventId }) },
    signal,
  });
}

async function readEvents(
  body: ReadableStream<Uint8Array>,
  run: ReadRun,
  before: string | null,
): Promise<string | null> {
  let lastEventId = before;
  const parser = createParser({
    onEvent: ({ id, data }) => {
      if (data === '[DONE]') return;
      if (id !== undefined) lastEventId = id;
      const event = runEventSchema.parse(JSON.parse(data));
      if (event.type === 'data-end') {
        run.status = event.data.status;
        run.errorCode = event.data.error?.code ?? null;
      } else if (event.type === 'text-delta' || event.type === 'reasoning-delta') {
        const known = run.parts[event.part] ?? '';
        if (event.offset > known.length) run.gaps += 1;
        const end = event.offset + event.delta.length;
        if (end > known.length) run.parts[event.part] = known.slice(0, event.offset) + event.delta;
      }
    },
  });
  const decoder = new TextDecoder();
  for await (const chunk of body) parser.feed(decoder.decode(chunk, { stream: true }));
  return lastEventId;
}
