'use client';
import { useEffect, useRef, type RefObject } from 'react';

/**
 * Esc inside an element does only this: it reaches neither its parent (a sheet, the tools) nor the page, where it stops
 * the answer.
 */
export function useOwnEscape(element: RefObject<HTMLElement | null>, onEscape: () => void): void {
  const act = useRef(onEscape);
  useEffect(() => {
    act.current = onEscape;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { key, target } = event;
      if (key !== 'Escape' || !(target instanceof Node) || element.current?.contains(target) !== true) return;
      event.stopPropagation();
      event.preventDefault();
      act.current();
    };
    // A sheet receives keys in the capture phase of the document.
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, [element]);
}
