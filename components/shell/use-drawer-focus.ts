'use client';
import { useEffect, useRef, type RefObject } from 'react';

/**
 * While the drawer lies over the page: focus inside, the page behind it out of reach, Escape closes, focus goes back to
 * where it was.
 */
export function useDrawerFocus(drawer: RefObject<HTMLElement | null>, open: boolean, onClose: () => void): void {
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  useEffect(() => {
    if (!open) return;
    const before = document.activeElement;
    const behind = [...document.querySelectorAll<HTMLElement>('[data-behind-drawer]')];
    for (const element of behind) element.inert = true;
    drawer.current?.querySelector<HTMLElement>('a, button')?.focus({ preventScroll: true });
    const onKeyDown = (event: KeyboardEvent) => {
      // A menu, a rename or the search field has had it first.
      if (event.key === 'Escape' && !event.defaultPrevented) close.current();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
      for (const element of behind) element.inert = false;
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, [drawer, open]);
}
