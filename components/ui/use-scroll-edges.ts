'use client';
import { useCallback, useEffect, useState, type RefObject } from 'react';

export interface ScrollEdges {
  /** There is more towards the start, or towards the end. */
  readonly before: boolean;
  readonly after: boolean;
}

const NONE: ScrollEdges = { before: false, after: false };
/** Widths are rounded: half a pixel is nothing to scroll to. */
const SLACK_PX = 1;

/** What is hidden to the sides of something that scrolls sideways; kept true while it scrolls, grows and shrinks. */
export function useScrollEdges(scroller: RefObject<HTMLElement | null>): ScrollEdges {
  const [edges, setEdges] = useState(NONE);
  const look = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    const { scrollLeft, scrollWidth, clientWidth } = element;
    const next = { before: scrollLeft > SLACK_PX, after: scrollWidth - clientWidth - scrollLeft > SLACK_PX };
    setEdges((known) => (next.before === known.before && next.after === known.after ? known : next));
  }, [scroller]);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(look);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [scroller, look]);
  return edges;
}
