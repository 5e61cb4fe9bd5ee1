'use client';
import { useImperativeHandle, useRef, type Ref, type RefObject } from 'react';

/** What a form focuses when a part with several controls has an error. */
export interface FocusHandle {
  readonly focus: () => void;
}

/**
 * Lets a part with several controls receive the focus of its form's errors: at the invalid control, else at the first.
 * @param ref of the form's field
 * @returns the ref for the element around the controls
 */
export function usePartFocus<E extends HTMLElement>(ref: Ref<FocusHandle> | undefined): RefObject<E | null> {
  const part = useRef<E>(null);
  useImperativeHandle(
    ref,
    () => ({
      // After the error is rendered.
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
