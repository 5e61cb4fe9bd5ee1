'use client';
import { useImperativeHandle, useRef, type Ref, type RefObject } from 'react';

/** What a form gives the focus to when something in this part of it is wrong. */
export interface FocusHandle {
  readonly focus: () => void;
}

/**
 * Lets a part of several controls have the focus of its form's errors: at the control that is wrong, else at the first.
 * @param ref of the form's field
 * @returns for the element around the controls
 */
export function usePartFocus<E extends HTMLElement>(ref: Ref<FocusHandle> | undefined): RefObject<E | null> {
  const part = useRef<E>(null);
  useImperativeHandle(
    ref,
    () => ({
      // Once it is drawn what is wrong.
      focus: () =>
        requestAnimationFrame(() =>
          (
            part.current?.querySelector<HTMLElement>('[aria-invalid="true"]') ??
            part.current?.querySelector<HTMLElement>('input, select, textarea, button')
          )?.focus(),
        ),
    }),
    [],
  );
  return part;
}
