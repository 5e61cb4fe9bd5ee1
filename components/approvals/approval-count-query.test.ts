import { environmentManager, focusManager, QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { approvalCountQuery } from '@/components/approvals/approval-count-query';

let asked: number;
let stops: (() => void)[];

beforeEach(() => {
  vi.useFakeTimers();
  asked = 0;
  stops = [];
  // On a server nothing is asked for again by itself.
  environmentManager.setIsServer(() => false);
  vi.stubGlobal('fetch', () => {
    asked += 1;
    return Promise.resolve(Response.json({ count: 3 }));
  });
});
afterEach(() => {
  for (const stop of stops) stop();
  focusManager.setFocused(undefined);
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function show(client: QueryClient, isPolled: boolean): void {
  stops.push(new QueryObserver(client, approvalCountQuery(isPolled)).subscribe(() => undefined));
}

it('is asked for once, however many places of a page show it', async () => {
  const client = new QueryClient();
  client.mount();
  stops.push(() => client.unmount());
  show(client, true);
  await vi.advanceTimersByTimeAsync(7_000);
  show(client, false);
  asked = 0;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(4);
});

it('is asked for once a minute while the page is hidden, and at once when it is visible again', async () => {
  const client = new QueryClient();
  client.mount();
  stops.push(() => client.unmount());
  show(client, true);
  focusManager.setFocused(false);
  // The interval that began while it was visible ends first.
  await vi.advanceTimersByTimeAsync(15_000);
  asked = 0;
  await vi.advanceTimersByTimeAsync(180_000);
  expect(asked).toBe(3);
  asked = 0;
  focusManager.setFocused(true);
  await vi.advanceTimersByTimeAsync(100);
  expect(asked).toBe(1);
});
