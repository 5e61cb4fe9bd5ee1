'use client';
import { useMemo, type KeyboardEvent } from 'react';

type Field = HTMLInputElement | HTMLTextAreaElement;

export interface EnterHandlers {
  /** Enter without Shift. Call `preventDefault` where Enter must not also do its default. */
  readonly onEnter?: ((event: KeyboardEvent<Field>) => void) | undefined;
  /** Every other key (Enter with Shift too). */
  readonly onKey?: ((event: KeyboardEvent<Field>) => void) | undefined;
}

/** The keys of an input or textarea; `guardImeKeys` has taken away those of input methods. */
export function useEnter({ onEnter, onKey }: EnterHandlers): {
  readonly onKeyDown: (event: KeyboardEvent<Field>) => void;
} {
  return useMemo(
    () => ({
      onKeyDown: (event) => {
        if (event.key === 'Enter' && !event.shiftKey) onEnter?.(event);
        else onKey?.(event);
      },
    }),
    [onEnter, onKey],
  );
}
