'use client';
import { createContext, useContext, useSyncExternalStore } from 'react';

/** How often relative times are updated: half of the smallest step that they show. */
const TICK_MS = 30_000;

/**
 * When the server rendered the page, in milliseconds since 1970: relative times must be the same at hydration.
 */
export const RenderedAt = createContext(0);

let nowMs = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function tick(): void {
  nowMs = Date.now();
  for (const listen of listeners) listen();
}

function subscribe(listen: () => void): () => void {
  listeners.add(listen);
  if (timer === undefined) {
    nowMs = Date.now();
    timer = setInterval(tick, TICK_MS);
  }
  return () => {
    listeners.delete(listen);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/**
 * Now, in milliseconds since 1970, renewed every half minute: one clock for the whole page. For running times there is
 * `useSeconds`.
 */
export function useNow(): number {
  const renderedAt = useContext(RenderedAt);
  return useSyncExternalStore(
    subscribe,
    () => nowMs,
    () => renderedAt,
  );
}
