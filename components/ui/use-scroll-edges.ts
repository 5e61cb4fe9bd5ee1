'use client';
import { useCallback, useEffect, useState, type RefObject } from 'react';

export interface ScrollEdges {
  /** There is more to the left, to the right, and below. */
  readonly before: boolean;
  readonly after: boolean;
  readonly below: boolean;
}

const NONE: ScrollEdges = { before: false, after: false, below: false };
/** Widths are rounded: half a pixel is nothing to scroll to. */
const SLACK_PX = 1;

/** What is hidden beyond the edges of something that scrolls; kept true while it scrolls, grows and shrinks. */
export function useScrollEdges(scroller: RefObject<HTMLElement | null>): ScrollEdges {
  const [edges, setEdges] = useState(NONE);
  const look = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    const { scrollLeft, scrollWidth, clientWidth, scrollTop, scrollHeight, clientHeight } = element;
    const before = scrollLeft > SLACK_PX;
    const after = scrollWidth - clientWidth - scrollLeft > SLACK_PX;
    const below = scrollHeight - clientHeight - scrollTop > SLACK_PX;
    setEdges((known) =>
      before === known.before && after === known.after && below === known.below ? known : { before, after, below },
    );
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
