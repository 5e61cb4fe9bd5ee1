'use client';
import { startTransition, useEffect, useState } from 'react';

/** Messages that are there with the first paint: more than any screen holds. */
const FIRST_COUNT = 20;
/** Older ones follow in portions while the browser has nothing else to do. */
const PORTION = 60;
/** Safari has no idle callback; a pause between portions keeps it usable. */
const FALLBACK_PAUSE_MS = 30;

function whenIdle(callback: () => void): () => void {
  if (typeof window.requestIdleCallback === 'function') {
    const handle = window.requestIdleCallback(callback, { timeout: 500 });
    return () => window.cancelIdleCallback(handle);
  }
  const handle = setTimeout(callback, FALLBACK_PAUSE_MS);
  return () => clearTimeout(handle);
}

/** The first index to show. Begins near the end (or around `target`), so that a long conversation opens at once, and goes down to 0 by itself. */
export function useMessageWindow(count: number, target: number | null): number {
  const wanted = Math.max(0, Math.min(count - FIRST_COUNT, target === null ? count : target - 5));
  const [start, setStart] = useState(wanted);
  const first = Math.min(start, wanted);
  useEffect(() => {
    if (first === 0) return undefined;
    return whenIdle(() => {
      startTransition(() => setStart(Math.max(0, first - PORTION)));
    });
  }, [first]);
  return first;
}
