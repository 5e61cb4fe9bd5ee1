'use client';
import { useCallback } from 'react';
import { useMessages, useTranslations } from 'use-intl/react';
import { isApiProblem } from '@/components/lib/api-problem';
import type { Messages } from '@/lib/i18n/app-config';

type ErrorCode = keyof Messages['errors'];

/** What to say about a failure: the sentence of its code with its values, or a general one. Takes an error or a bare code. */
export function useErrorText(): (error: unknown, values?: Readonly<Record<string, string | number>>) => string {
  const messages = useMessages();
  const t = useTranslations('errors');
  return useCallback(
    (error, values) => {
      const known = (code: string): code is ErrorCode => Object.hasOwn(messages.errors, code);
      const code = typeof error === 'string' ? error : isApiProblem(error) ? error.code : 'unknown';
      if (!known(code)) return t('unknown');
      const own = isApiProblem(error) ? { ...(error.retryAfterSeconds === undefined ? {} : { seconds: error.retryAfterSeconds }), ...error.values } : {};
      return t(code, { ...own, ...values });
    },
    [messages, t],
  );
}
