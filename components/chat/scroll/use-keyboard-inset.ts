'use client';
import { useEffect, type RefObject } from 'react';

/**
 * How much of the element's lower end the on-screen keyboard covers, CSS pixels. Browsers that shrink the page
 * themselves cover nothing.
 */
export function coveredByKeyboard(
  bottom: number,
  viewport: { readonly height: number; readonly offsetTop: number },
): number {
  return Math.max(0, Math.round(bottom - (viewport.height + viewport.offsetTop)));
}

/** Keeps `--keyboard-inset` of the element at what the phone's keyboard covers of it, so that it can make room. */
export function useKeyboardInset(element: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const viewport = window.visualViewport;
    if (viewport === null) return undefined;
    const measure = () => {
      const target = element.current;
      if (target === null) return;
      // Zoomed in by fingers: the small viewport is the reader's wish, no keyboard.
      const inset = viewport.scale > 1.01 ? 0 : coveredByKeyboard(target.getBoundingClientRect().bottom, viewport);
      target.style.setProperty('--keyboard-inset', `${inset}px`);
    };
    measure();
    viewport.addEventListener('resize', measure);
    viewport.addEventListener('scroll', measure);
    return () => {
      viewport.removeEventListener('resize', measure);
      viewport.removeEventListener('scroll', measure);
    };
  }, [element]);
}
