import { environmentManager, QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { callNowQuery, type CallNowOptions } from '@/components/calls/call-now-query';
import type { ToolCallDto } from '@/lib/tool-calls/contracts';

const ID = '00000000-0000-4000-8000-000000000001';

function call(given: Partial<ToolCallDto> = {}): ToolCallDto {
  return {
    id: ID,
    origin: 'person',
    runId: null,
    conversationId: null,
    messageId: null,
    requester: { id: ID, name: 'P' },
    step: 0,
    position: 0,
    toolId: null,
    toolName: 't',
    toolTitle: 'T',
    effect: 'read',
    isSample: false,
    arguments: {},
    argumentsText: '{}',
    argumentNames: [],
    state: 'running',
    error: null,
    result: null,
    approval: null,
    createdAt: '',
    startedAt: null,
    finishedAt: null,
    ...given,
  };
}

/** What the server answers now; null: it has no such call. */
let answer: ToolCallDto | null;
/** Nothing gets through. */
let isOffline: boolean;
let asked: string[];
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  isOffline = false;
  // On a server nothing is asked for again by itself.
  environmentManager.setIsServer(() => false);
  vi.stubGlobal('fetch', (address: string) => {
    asked.push(address);
    if (isOffline) return Promise.reject(new TypeError('no network'));
    return Promise.resolve(
      answer === null ? Response.json({ code: 'not-found' }, { status: 404 }) : Response.json(answer),
    );
  });
});
afterEach(() => {
  stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function follow(options: CallNowOptions, client = new QueryClient()): QueryClient {
  stop = new QueryObserver(client, callNowQuery(ID, options)).subscribe(() => undefined);
  return client;
}

it('looks at an open call by itself until it has ended, and at nothing else', async () => {
  answer = call();
  follow({ known: call() });
  await vi.advanceTimersByTimeAsync(7_000);
  expect(asked.length).toBeGreaterThanOrEqual(4);
  expect(new Set(asked)).toEqual(new Set([`/api/tool-calls/${ID}`]));
  answer = call({ state: 'done' });
  await vi.advanceTimersByTimeAsync(2_000);
  const ended = asked.length;
  await vi.advanceTimersByTimeAsync(600_000);
  expect(asked).toHaveLength(ended);
});

it('goes on when the first reading fails, and ends when there is no such call any more', async () => {
  isOffline = true;
  answer = call();
  follow({ known: call() });
  await vi.advanceTimersByTimeAsync(4_000);
  expect(asked.length).toBeGreaterThanOrEqual(2);
  isOffline = false;
  answer = null;
  await vi.advanceTimersByTimeAsync(2_000);
  const gone = asked.length;
  await vi.advanceTimersByTimeAsync(600_000);
  expect(asked).toHaveLength(gone);
});

it('follows one of an answer that was decided, over a reading that fails', async () => {
  const known = call({ origin: 'model', state: 'waiting_approval' });
  answer = call({ origin: 'model', state: 'running' });
  follow({ known, follow: true });
  await vi.advanceTimersByTimeAsync(2_000);
  isOffline = true;
  await vi.advanceTimersByTimeAsync(2_000);
  const failed = asked.length;
  isOffline = false;
  answer = call({ origin: 'model', state: 'done' });
  await vi.advanceTimersByTimeAsync(4_000);
  expect(asked).toHaveLength(failed + 1);
});

it.each<[string, ToolCallDto]>([
  ['one that has ended', call({ state: 'done' })],
  ['one of an answer, which its stream reports', call({ origin: 'model' })],
])('asks for nothing about %s', async (_what, known) => {
  answer = known;
  follow({ known });
  await vi.advanceTimersByTimeAsync(600_000);
  expect(asked).toEqual([]);
});

it('looks for one that is being asked for until it is there, and for none that nobody asks for', async () => {
  answer = null;
  follow({ isAsked: true });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked.length).toBeGreaterThanOrEqual(2);
  answer = call({ state: 'done' });
  await vi.advanceTimersByTimeAsync(500);
  const found = asked.length;
  await vi.advanceTimersByTimeAsync(600_000);
  expect(asked).toHaveLength(found);
  stop();
  answer = null;
  asked = [];
  follow({});
  await vi.advanceTimersByTimeAsync(600_000);
  expect(asked).toHaveLength(1);
});

it('does not read again what is cached already', async () => {
  answer = call({ state: 'done' });
  const client = new QueryClient();
  client.setQueryData(callNowQuery(ID, {}).queryKey, call({ state: 'done' }));
  follow({}, client);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(asked).toEqual([]);
});
