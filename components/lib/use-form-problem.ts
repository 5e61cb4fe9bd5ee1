'use client';
import { useState } from 'react';
import type { FieldError, FieldValues, Path, UseFormSetError } from 'react-hook-form';
import { isApiProblem } from '@/components/lib/api-problem';
import { useErrorText } from '@/components/lib/use-error-text';

export const FROM_SERVER = 'server';

/** What to show under a field: the server's own sentence if it refused the value, else `text`. */
export function fieldError(error: FieldError | undefined, text: string): string | undefined {
  if (error === undefined) return undefined;
  return error.type === FROM_SERVER ? error.message : text;
}

export interface FormProblem {
  /** To stand over the form; undefined when there is none or it stands at a field. */
  readonly text: string | undefined;
  readonly show: (error: unknown) => void;
  readonly clear: () => void;
}

/**
 * Shows the server's error about a form: at the field of its code (`fieldOfCode`), which gets the focus, else above the
 * form.
 */
export function useFormProblem<Values extends FieldValues>(
  setError: UseFormSetError<Values>,
  fieldOfCode: Readonly<Partial<Record<string, Path<Values>>>> = {},
): FormProblem {
  const [text, setText] = useState<string>();
  const errorText = useErrorText();
  return {
    text,
    clear: () => setText(undefined),
    show: (error) => {
      const field = isApiProblem(error) ? fieldOfCode[error.code] : undefined;
      if (field === undefined) setText(errorText(error));
      else setError(field, { type: FROM_SERVER, message: errorText(error) }, { shouldFocus: true });
    },
  };
}
