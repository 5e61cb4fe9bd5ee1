import { setTimeout as pause } from 'node:timers/promises';
import { createParser } from 'eventsource-parser';
import { v7 as uuidv7 } from 'uuid';
import type { QueuePlace } from '@/lib/admission/contracts';
import { runEventSchema } from '@/lib/runs/contracts';

/** One question as its reader saw it; moments in milliseconds of performance.now(). */
export interface TimedRun {
  readonly asker: string;
  readonly tokens: number;
  readonly askedAt: number;
  /** The first place that was shown, and when; null when it was admitted at once. */
  firstPlace: { readonly place: QueuePlace; readonly at: number } | null;
  places: number;
  admittedAt: number | null;
  firstTextAt: number | null;
  endedAt: number | null;
  status: string | null;
}

/**
 * Asks for an answer of exactly so many tokens and reads it to the end. `askedAt` is when the accepted request was
 * sent: one that the limit on requests refuses is repeated when the product says so. @throws Error on any other answer
 * than 200
 */
export async function askTimed(given: {
  readonly address: string;
  readonly cookie: string;
  readonly asker: string;
  readonly tokens: number;
  readonly text: string;
}): Promise<TimedRun> {
  const { asker, tokens } = given;
  const body = JSON.stringify({
    conversationId: uuidv7(),
    messageId: uuidv7(),
    parentId: null,
    text: `[[demo tokens=${tokens}]] ${given.text}`,
    mode: 'quick',
  });
  const response = await post(given, body);
  const run: TimedRun = {
    asker,
    tokens,
    askedAt: response.sentAt,
    firstPlace: null,
    places: 0,
    admittedAt: null,
    firstTextAt: null,
    endedAt: null,
    status: null,
  };
  const parser = createParser({
    onEvent: ({ data }) => {
      if (data !== '[DONE]') take(run, data);
    },
  });
  const decoder = new TextDecoder();
  for await (const chunk of response.stream) parser.feed(decoder.decode(chunk, { stream: true }));
  return run;
}

async function post(
  given: { readonly address: string; readonly cookie: string },
  body: string,
): Promise<{ readonly stream: ReadableStream<Uint8Array>; readonly sentAt: number }> {
  for (;;) {
    const sentAt = performance.now();
    const response = await fetch(`${given.address}/api/runs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: given.cookie },
      body,
    });
    if (response.ok && response.body !== null) return { stream: response.body, sentAt };
    const text = await response.text();
    if (response.status !== 429) throw new Error(`HTTP ${response.status}: ${text}`);
    await pause(Number(response.headers.get('retry-after') ?? 1) * 1_000);
  }
}

function take(run: TimedRun, data: string): void {
  const now = performance.now();
  // Most events are text; only their first is of interest here.
  if (data.includes('-delta"')) {
    run.firstTextAt ??= now;
    return;
  }
  const event = runEventSchema.parse(JSON.parse(data));
  if (event.type === 'data-queue') {
    run.firstPlace ??= { place: event.data, at: now };
    run.places += 1;
  } else if (event.type === 'data-state' && event.data.status === 'running') {
    run.admittedAt ??= now;
  } else if (event.type === 'data-end') {
    run.endedAt = now;
    run.status = event.data.status;
  }
}
