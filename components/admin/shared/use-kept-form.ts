'use client';
import { useEffect, useRef, useState } from 'react';
import type { FieldValues, UseFormReturn } from 'react-hook-form';
import { fittingValues, keptKey, readKept, writeKept, type KeptValues } from '@/components/admin/shared/kept-values';
import { SIGNED_OUT } from '@/components/lib/api-client';
import { personalStorage } from '@/components/lib/browser-storage';

export interface KeptFormOptions {
  /** The name of the form and of its subject. Null: nothing is stored. */
  readonly name: string | null;
  /** It has unsaved changes. */
  readonly isDirty: boolean;
  /** The input, without secrets. */
  readonly read: () => KeptValues;
  readonly restore: (kept: KeptValues) => void;
  /** Resets the form to its initial values. */
  readonly discard: () => void;
  /** The form has fields that are never stored. */
  readonly hasSecrets?: boolean;
}

export interface KeptForm {
  /** The input was restored from before the sign-in ended. */
  readonly isRestored: boolean;
  readonly hasSecrets: boolean;
  readonly discard: () => void;
}

/**
 * Stores the input of a form when the sign-in ends, for the same person in this browser, and restores it when the form
 * is opened after signing in again. Saving, cancelling or leaving the form removes it.
 */
export function useKeptForm({ name, isDirty, read, restore, discard, hasSecrets = false }: KeptFormOptions): KeptForm {
  const [isRestored, setRestored] = useState(false);
  const isSignedOut = useRef(false);
  const current = useRef({ isDirty, read, restore });
  useEffect(() => {
    current.current = { isDirty, read, restore };
    // The person continued to type after the sign-in had ended; the form renders with every change.
    if (name !== null && isSignedOut.current && isDirty) writeKept(personalStorage, name, read());
  });
  useEffect(() => {
    if (name === null) return undefined;
    const kept = readKept(personalStorage, name);
    if (kept !== null) {
      current.current.restore(kept);
      setRestored(true);
    }
    const onSignedOut = () => {
      isSignedOut.current = true;
      if (current.current.isDirty) writeKept(personalStorage, name, current.current.read());
    };
    // react-hook-form has processed the change when the event reaches the window, and does not render for it.
    const onWritten = () => {
      if (isSignedOut.current && current.current.isDirty) writeKept(personalStorage, name, current.current.read());
    };
    window.addEventListener(SIGNED_OUT, onSignedOut);
    window.addEventListener('input', onWritten);
    window.addEventListener('change', onWritten);
    return () => {
      window.removeEventListener(SIGNED_OUT, onSignedOut);
      window.removeEventListener('input', onWritten);
      window.removeEventListener('change', onWritten);
      personalStorage.removeItem(keptKey(name));
    };
  }, [name]);
  const wasDirty = useRef(false);
  useEffect(() => {
    // Saved, or reset by the person.
    if (name !== null && wasDirty.current && !isDirty) {
      personalStorage.removeItem(keptKey(name));
      setRestored(false);
    }
    wasDirty.current = isDirty;
  }, [name, isDirty]);
  return {
    isRestored: isRestored && isDirty,
    hasSecrets,
    discard: () => {
      discard();
      setRestored(false);
    },
  };
}

export interface KeptFieldsOptions {
  /** The fields to store; all unless given. Must leave secrets out. */
  readonly withoutSecrets?: (written: KeptValues) => KeptValues;
  /** Called after a restore: parts with a draft of their own have to start again. */
  readonly onRestored?: () => void;
}

/** `useKeptForm` for the changed fields of react-hook-form. */
export function useKeptFields<Values extends FieldValues, Output>(
  form: UseFormReturn<Values, unknown, Output>,
  name: string,
  { withoutSecrets, onRestored }: KeptFieldsOptions = {},
): KeptForm {
  const { isDirty, dirtyFields } = form.formState;
  return useKeptForm({
    name,
    isDirty,
    hasSecrets: withoutSecrets !== undefined,
    read: () => {
      const written = Object.fromEntries(
        Object.entries(form.getValues()).filter(([field]) => Object.hasOwn(dirtyFields, field)),
      );
      return withoutSecrets === undefined ? written : withoutSecrets(written);
    },
    restore: (kept) => {
      const values = form.getValues();
      form.reset({ ...values, ...fittingValues(kept, values) }, { keepDefaultValues: true });
      onRestored?.();
    },
    discard: () => {
      form.reset();
      onRestored?.();
    },
  });
}
