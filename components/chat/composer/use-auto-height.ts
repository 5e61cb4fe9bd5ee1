'use client';
import { useLayoutEffect, type RefObject } from 'react';

/**
 * Makes a textarea as high as its text; its `max-height` ends the growing. Browsers with `field-sizing` do it
 * themselves.
 */
export function useAutoHeight(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const element = field.current;
    if (element === null) return;
    if (CSS.supports('field-sizing', 'content')) {
      element.style.setProperty('field-sizing', 'content');
      return;
    }
    const frame = element.parentElement;
    // Keeps its height while the field is measured: otherwise the messages above would move and not move back.
    if (frame !== null) frame.style.minHeight = `${frame.offsetHeight}px`;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
    if (frame !== null) frame.style.minHeight = '';
  }, [field, text]);
}
