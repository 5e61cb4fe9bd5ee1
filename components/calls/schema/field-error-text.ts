'use client';
import { useTranslations } from 'use-intl/react';
import type { DraftError } from '@/components/calls/schema/drafts';

/** The sentence of what is wrong at a field. */
export function useFieldErrorText(): (error: DraftError | undefined) => string | undefined {
  const t = useTranslations('tools.form.errors');
  return (error) => (error === undefined ? undefined : t(error.code, { limit: error.limit }));
}
