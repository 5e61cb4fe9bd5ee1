import { createParser } from 'eventsource-parser';
import { v7 as uuidv7 } from 'uuid';
import type { QueuePlace } from '@/lib/admission/contracts';
import { runEventSchema } from '@/lib/runs/contracts';

/** One question as its reader saw it; moments in milliseconds of performance.now(). */
export interface TimedRun {
  readonly asker: string;
  readonly tokens: number;
  readonly askedAt: number;
  /** The first place told, and when; null when it was admitted at once. */
  firstPlace: { readonly place: QueuePlace; readonly at: number } | null;
  places: number;
  admittedAt: number | null;
  firstTextAt: number | null;
  endedAt: number | null;
  status: string | null;
}

/** Asks for an answer of exactly so many tokens and reads it to the end. @throws Error on any other answer than 200 */
export async function askTimed(given: { readonly address: string; readonly cookie: string; readonly asker: string; readonly tokens: number; readonly text: string }): Promise<TimedRun> {
  const { asker, tokens } = given;
  const run: TimedRun = { asker, tokens, askedAt: performance.now(), firstPlace: null, places: 0, admittedAt: null, firstTextAt: null, endedAt: null, status: null };
  const response = await fetch(`${given.address}/api/runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: given.cookie },
    body: JSON.stringify({ conversationId: uuidv7(), messageId: uuidv7(), parentId: null, text: `[[demo tokens=${tokens}]] ${given.text}`, mode: 'quick' }),
  });
  if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  const parser = createParser({
    onEvent: ({ data }) => {
      if (data !== '[DONE]') take(run, data);
    },
  });
  const decoder = new TextDecoder();
  for await (const chunk of response.body) parser.feed(decoder.decode(chunk, { stream: true }));
  return run;
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
