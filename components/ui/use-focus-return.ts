'use client';
import { useCallback, useLayoutEffect, useRef, type RefObject } from 'react';

/** Runs when a dialog that closes now has given the focus back: what runs may want it elsewhere. */
export function afterFocusReturn(action: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(action));
}

const isPlace = (element: EventTarget | null): element is HTMLElement =>
  element instanceof HTMLElement && element !== document.body;

/** Nothing has the focus: what had it is gone. */
export const isFocusLost = (): boolean => !isPlace(document.activeElement);

/** To the heading of the page, from where one reads on. */
export function focusHeading(): void {
  const heading = document.querySelector<HTMLElement>('main h1');
  if (heading === null) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

/** Gives the focus to the page's heading when a part of the page goes that has it. @returns for the part's element */
export function useHeadingAfter<E extends HTMLElement>(): RefObject<E | null> {
  const part = useRef<E>(null);
  useLayoutEffect(() => {
    const element = part.current;
    return () => {
      // Before it is taken out of the page.
      if (element?.contains(document.activeElement) === true)
        requestAnimationFrame(() => (isFocusLost() ? focusHeading() : undefined));
    };
  }, []);
  return part;
}

/** The button of the menu that an element stands in: the menu is gone when the dialog closes. */
function openerOf(element: HTMLElement): HTMLElement | null {
  const id = element.closest('[role="menu"]')?.getAttribute('aria-labelledby');
  return id === null || id === undefined ? null : document.getElementById(id);
}

/**
 * Gives the focus back to where it was before a dialog opened, or to the page's heading when that is gone. Radix does
 * so only for a trigger of its own, and dialogs that are opened by state have none. One that was opened from a menu
 * goes back to what opened the menu.
 * @returns for the content's `onCloseAutoFocus`
 */
export function useFocusReturn(open: boolean, content: RefObject<HTMLElement | null>): (event: Event) => void {
  const origin = useRef<HTMLElement | null>(null);
  useLayoutEffect(() => {
    if (!open) return undefined;
    const keep = (element: EventTarget | null) => {
      if (isPlace(element) && content.current?.contains(element) !== true && origin.current?.isConnected !== true)
        origin.current = openerOf(element) ?? element;
    };
    origin.current = null;
    keep(document.activeElement);
    // While the focus is kept inside, it is called back before it arrives elsewhere: where it was to go is all there is
    // to see.
    const onFocusOut = ({ relatedTarget }: FocusEvent) => keep(relatedTarget);
    const onFocusIn = ({ target }: FocusEvent) => keep(target);
    document.addEventListener('focusout', onFocusOut);
    document.addEventListener('focusin', onFocusIn);
    return () => {
      document.removeEventListener('focusout', onFocusOut);
      document.removeEventListener('focusin', onFocusIn);
    };
  }, [open, content]);
  return useCallback((event: Event) => {
    event.preventDefault();
    // The code that closed it may have moved the focus already.
    if (!isFocusLost()) return;
    if (origin.current?.isConnected === true) origin.current.focus({ preventScroll: true });
    else focusHeading();
  }, []);
}
