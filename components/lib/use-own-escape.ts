'use client';
import { useEffect, useRef, type RefObject } from 'react';
import { belongsToIme, INITIAL_IME_STATE } from '@/components/lib/ime-enter';

/**
 * Esc inside of an element does this alone: neither what it stands in (a sheet, the tools) nor the page, where it stops the answer, hears of it. That of an
 * input method ends the composition and nothing else.
 */
export function useOwnEscape(element: RefObject<HTMLElement | null>, onEscape: () => void): void {
  const act = useRef(onEscape);
  useEffect(() => {
    act.current = onEscape;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { key, isComposing, target, timeStamp } = event;
      if (key !== 'Escape' || !(target instanceof Node) || element.current?.contains(target) !== true) return;
      event.stopPropagation();
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- 229 is all that Safari tells
      if (belongsToIme(INITIAL_IME_STATE, { key, keyCode: event.keyCode, isComposing, atMs: timeStamp })) return;
      event.preventDefault();
      act.current();
    };
    // A sheet hears keys as they come down to the document.
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, [element]);
}
