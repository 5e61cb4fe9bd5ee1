'use client';
import { useMemo, useRef, type CompositionEvent, type KeyboardEvent } from 'react';
import { belongsToIme, INITIAL_IME_STATE, reduceIme } from '@/components/lib/ime-enter';

type Field = HTMLInputElement | HTMLTextAreaElement;

export interface ImeSafeEnter {
  readonly onCompositionStart: () => void;
  readonly onCompositionEnd: (event: CompositionEvent<Field>) => void;
  readonly onKeyDown: (event: KeyboardEvent<Field>) => void;
}

export interface ImeSafeEnterHandlers {
  /** Enter without Shift, never one of the input method's. Call `preventDefault` where Enter must not also do its default. */
  readonly onEnter?: ((event: KeyboardEvent<Field>) => void) | undefined;
  /** Every other key (Enter with Shift too), never one of the input method's. */
  readonly onKey?: ((event: KeyboardEvent<Field>) => void) | undefined;
}

/**
 * Handlers to spread on an input or textarea. A key of the input method reaches neither handler, and its Enter does not submit the
 * form around either.
 */
export function useImeSafeEnter(handlers: ImeSafeEnterHandlers): ImeSafeEnter {
  const state = useRef(INITIAL_IME_STATE);
  const { onEnter, onKey } = handlers;
  return useMemo(
    () => ({
      onCompositionStart: () => {
        state.current = reduceIme(state.current, { type: 'compositionstart' });
      },
      onCompositionEnd: (event) => {
        state.current = reduceIme(state.current, { type: 'compositionend', atMs: event.timeStamp });
      },
      onKeyDown: (event) => {
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- 229 is all that Safari tells
        const { key, keyCode, isComposing } = event.nativeEvent;
        if (belongsToIme(state.current, { key, keyCode, isComposing, atMs: event.timeStamp })) {
          if (key === 'Enter') event.preventDefault();
          return;
        }
        if (key === 'Enter' && !event.shiftKey) onEnter?.(event);
        else onKey?.(event);
      },
    }),
    [onEnter, onKey],
  );
}
