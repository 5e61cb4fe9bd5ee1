'use client';
import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, type RefObject } from 'react';

const OVERSCAN = 12;
const LOAD_AHEAD_ROWS = 15;
/** What is assumed before the list has been measured. */
const INITIAL_RECT = { width: 280, height: 720 };

/** The rows that are in the page now; the others are only room. Pixels. */
export interface ShownRange {
  readonly items: readonly { readonly index: number; readonly start: number; readonly size: number }[];
  readonly totalPx: number;
  readonly scrollToIndex: (index: number) => void;
}

export interface VirtualRangeProps {
  readonly scroller: RefObject<HTMLElement | null>;
  /** The height of each row, in order; another array when one has changed. */
  readonly sizes: readonly number[];
  readonly keyOf: (index: number) => string | number;
  /** Stays in the page however far one scrolls: the focus would be lost with it. -1: none. */
  readonly activeIndex: number;
  readonly onChange: (range: ShownRange) => void;
  /** The end comes near. */
  readonly onNearEnd: () => void;
}

/**
 * Finds the rows to show of a long list, and draws nothing itself: rows that are in the page already stay what they
 * are.
 */
export function VirtualRange({ scroller, sizes, keyOf, activeIndex, onChange, onNearEnd }: VirtualRangeProps) {
  // The same function for as long as it does the same: another one would make other items, and those another render.
  const rangeExtractor = useCallback(
    (range: Range) => {
      const visible = defaultRangeExtractor(range);
      return activeIndex === -1 || visible.includes(activeIndex)
        ? visible
        : [...visible, activeIndex].toSorted((one, other) => one - other);
    },
    [activeIndex],
  );
  const virtualizer = useVirtualizer({
    count: sizes.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => sizes[index] ?? 0,
    getItemKey: keyOf,
    overscan: OVERSCAN,
    initialRect: INITIAL_RECT,
    rangeExtractor,
  });
  useEffect(() => virtualizer.measure(), [virtualizer, sizes]);

  const items = virtualizer.getVirtualItems();
  const totalPx = virtualizer.getTotalSize();
  const scrollToIndex = useCallback((index: number) => virtualizer.scrollToIndex(index), [virtualizer]);
  useLayoutEffect(() => onChange({ items, totalPx, scrollToIndex }), [items, totalPx, scrollToIndex, onChange]);

  const isNearEnd = (items.at(-1)?.index ?? 0) >= sizes.length - LOAD_AHEAD_ROWS;
  useEffect(() => {
    if (isNearEnd) onNearEnd();
  }, [isNearEnd, onNearEnd, sizes.length]);
  return null;
}
