'use client';
import { startTransition, useEffect, useState } from 'react';
import { usePrinting } from '@/components/lib/printing';
import { whenIdle } from '@/components/lib/when-idle';

/** Messages of the first paint: more than fit on any screen. */
const FIRST_COUNT = 20;
/** Older ones follow in portions while the browser has nothing else to do. */
const PORTION = 60;

export interface LoadedBranch {
  /** Messages before the first one that is loaded. */
  readonly omitted: number;
  /** All of them, with those. */
  readonly count: number;
}

/**
 * The place of the first message to show. Begins near the end (or around the place `target`), so that a long
 * conversation opens at once, and goes down to the first one that is loaded by itself.
 */
export function useMessageWindow({ omitted, count }: LoadedBranch, target: number | null): number {
  const wanted = Math.max(omitted, Math.min(count - FIRST_COUNT, target === null ? count : target - 5));
  const [start, setStart] = useState(wanted);
  const isPrinting = usePrinting();
  const first = isPrinting ? omitted : Math.min(start, wanted);
  useEffect(() => {
    if (first <= omitted) return undefined;
    return whenIdle(() => {
      startTransition(() => setStart(Math.max(omitted, first - PORTION)));
    });
  }, [first, omitted]);
  return first;
}
