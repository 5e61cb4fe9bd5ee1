'use client';
import { useEffect, useState, type RefObject } from 'react';

/** About two screens ahead. */
const AHEAD = '1500px 0px';

const callbacks = new WeakMap<Element, () => void>();
let observer: IntersectionObserver | null = null;

function observe(element: Element, callback: () => void): () => void {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) callbacks.get(target)?.();
    },
    // The list scrolls by itself: its margin counts, that of the page does not.
    { rootMargin: AHEAD, scrollMargin: AHEAD },
  );
  const current = observer;
  callbacks.set(element, callback);
  current.observe(element);
  return () => {
    callbacks.delete(element);
    current.unobserve(element);
  };
}

/** True once the element has come near the screen; it stays true. */
export function useNear(element: RefObject<Element | null>, initially: boolean): boolean {
  const [isNear, setIsNear] = useState(initially);
  useEffect(() => {
    const target = element.current;
    if (isNear || target === null) return undefined;
    return observe(target, () => setIsNear(true));
  }, [element, isNear]);
  return isNear;
}
