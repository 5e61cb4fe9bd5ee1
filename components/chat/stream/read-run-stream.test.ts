import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ApiProblem } from '@/components/lib/api-problem';
import type { RunEvent } from '@/lib/runs/contracts';
import { applyRunEvent } from '@/components/chat/stream/apply-run-event';
import {
  readRunStream,
  reconnectDelayMs,
  SILENCE_LIMIT_MS,
  type RunStreamReader,
} from '@/components/chat/stream/read-run-stream';
import { resumePoint } from '@/components/chat/stream/run-view';
import { startRunView } from '@/components/chat/stream/start-run-view';

const encoder = new TextEncoder();
const line = (event: object) => `data: ${JSON.stringify(event)}\n\n`;
const text = (offset: number, delta: string) => line({ type: 'text-delta', id: '0', part: 0, offset, delta });
const END =
  line({ type: 'data-end', data: { status: 'completed', error: null, origin: null } }) +
  line({ type: 'finish' }) +
  'data: [DONE]\n\n';

/** An answer in the given pieces; `cut` ends with a network error, `hang` never ends. */
function answer(pieces: readonly (string | Uint8Array)[], ending: 'close' | 'cut' | 'hang' = 'close'): Response {
  const queue = [...pieces];
  return new Response(
    new ReadableStream<Uint8Array>({
      pull(controller) {
        const piece = queue.shift();
        if (piece !== undefined) controller.enqueue(typeof piece === 'string' ? encoder.encode(piece) : piece);
        else if (ending === 'close') controller.close();
        else if (ending === 'cut') controller.error(new TypeError('network'));
        else return new Promise<void>(() => undefined);
        return undefined;
      },
    }),
  );
}

/** A reader over scripted answers that applies events as the store does. */
function follow(answers: (Response | Error)[], extra: Partial<RunStreamReader> = {}) {
  let run = startRunView({
    runId: 'r',
    conversationId: 'c',
    userMessageId: 'u',
    messageId: 'm',
    status: 'queued',
    phase: null,
    parts: [],
  });
  const asked: (string | null)[] = [];
  const delays: number[] = [];
  const connections: string[] = [];
  const outcome = readRunStream({
    connect: (after) => {
      asked.push(after);
      const next = answers.shift();
      return next instanceof Response
        ? Promise.resolve(next)
        : Promise.reject(next ?? new TypeError('no more answers'));
    },
    resumePoint: () => resumePoint(run),
    onEvent: (event: RunEvent) => {
      const applied = applyRunEvent(run, event);
      run = applied.run;
      return applied;
    },
    onConnection: (connection) => connections.push(connection),
    pause: (delayMs) => {
      delays.push(delayMs);
      return Promise.resolve();
    },
    signal: new AbortController().signal,
    ...extra,
  });
  return { outcome, asked, delays, connections, text: () => run.parts[0]?.text };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a run is followed', () => {
  test('to its terminal state, with characters cut anywhere between network chunks', async () => {
    const bytes = encoder.encode(text(0, '排队的人都知道自己的位置🙂') + END);
    const { outcome, text: written } = follow([answer([...bytes].map((byte) => Uint8Array.of(byte)))]);
    expect(await outcome).toEqual({ kind: 'ended' });
    expect(written()).toBe('排队的人都知道自己的位置🙂');
  });

  test('over a cut connection from where it stands', async () => {
    const {
      outcome,
      asked,
      connections,
      text: written,
    } = follow([answer([text(0, '甲乙')], 'cut'), answer([text(2, '丙') + END])]);
    expect(await outcome).toEqual({ kind: 'ended' });
    expect(asked).toEqual([null, '0:2']);
    expect(written()).toBe('甲乙丙');
    expect(connections).toEqual(['live', 'reconnecting', 'live']);
  });

  test('from the answer of the POST before it connects itself', async () => {
    const { outcome, asked } = follow([answer([text(2, '丙') + END])], { first: answer([text(0, '甲乙')]) });
    expect(await outcome).toEqual({ kind: 'ended' });
    expect(asked).toEqual(['0:2']);
  });

  test('through refused connections and a server that is starting, with growing delays', async () => {
    const busy = new ApiProblem({ status: 503, code: 'unavailable', detail: 'starting' });
    const { outcome, delays } = follow([new TypeError('refused'), busy, new TypeError('refused'), answer([END])]);
    expect(await outcome).toEqual({ kind: 'ended' });
    expect(delays).toEqual([250, 500]);
  });

  test('by coming back when events do not fit together', async () => {
    const {
      outcome,
      asked,
      text: written,
    } = follow([answer([text(0, '甲'), text(5, '乙')], 'hang'), answer([text(1, '乙丙') + END])]);
    expect(await outcome).toEqual({ kind: 'ended' });
    expect(asked).toEqual([null, '0:1']);
    expect(written()).toBe('甲乙丙');
  });
});

describe('silence', () => {
  test('with heartbeats is a living connection', async () => {
    const beats = Array.from({ length: 30 }, () => ': heartbeat\n\n');
    const { outcome, asked } = follow([answer([...beats, END])]);
    expect(await outcome).toEqual({ kind: 'ended' });
    expect(asked).toHaveLength(1);
  });

  test('without a byte for too long is a dead one, and is no failure', async () => {
    const { outcome, asked } = follow([answer([text(0, '甲')], 'hang'), answer([END])]);
    await vi.advanceTimersByTimeAsync(SILENCE_LIMIT_MS + 1);
    expect(await outcome).toEqual({ kind: 'ended' });
    expect(asked).toEqual([null, '0:1']);
  });
});

describe('following ends', () => {
  test('when the server has no such run for this person', async () => {
    expect(await follow([new ApiProblem({ status: 404, code: 'not-found', detail: 'run' })]).outcome).toEqual({
      kind: 'refused',
      status: 404,
    });
  });

  test('when nobody reads any more', async () => {
    const reading = new AbortController();
    const { outcome } = follow([], {
      signal: reading.signal,
      connect: () => {
        reading.abort();
        return Promise.reject(new DOMException('aborted', 'AbortError'));
      },
    });
    expect(await outcome).toEqual({ kind: 'aborted' });
  });
});

test('delays double up to ten seconds', () => {
  expect([1, 2, 3, 6, 7, 20].map(reconnectDelayMs)).toEqual([250, 500, 1000, 8000, 10_000, 10_000]);
});
