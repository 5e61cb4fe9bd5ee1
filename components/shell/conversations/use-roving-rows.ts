'use client';
import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';

export interface RovingRows {
  /** The one row that Tab stops at. */
  readonly activeId: string | null;
  readonly setActiveId: (id: string) => void;
  /** Makes a row the active one and focuses it once it is on the screen. */
  readonly focusRow: (id: string | null) => void;
}

/** Roving focus over a virtual list: rows are found by `data-row`, and scrolled to before they are focused. */
export function useRovingRows(
  container: RefObject<HTMLElement | null>,
  ids: readonly string[],
  preferredId: string | null,
  scrollTo: (id: string) => void,
): RovingRows {
  const [chosenId, setChosenId] = useState<string | null>(null);
  const wantsFocus = useRef<string | null>(null);
  const activeId = [chosenId, preferredId].find((id) => id !== null && ids.includes(id)) ?? ids[0] ?? null;

  // After every render: a virtual row may appear some renders after it was asked for.
  useEffect(() => {
    const wanted = wantsFocus.current;
    if (wanted === null) return;
    const row = container.current?.querySelector<HTMLElement>(`[data-row="${wanted}"]`);
    if (row === null || row === undefined) return;
    wantsFocus.current = null;
    row.focus({ preventScroll: true });
  });

  const focusRow = useCallback(
    (id: string | null) => {
      if (id === null) return;
      wantsFocus.current = id;
      setChosenId(id);
      scrollTo(id);
    },
    [scrollTo],
  );
  return { activeId, setActiveId: setChosenId, focusRow };
}
