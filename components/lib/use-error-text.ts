'use client';
import { useCallback } from 'react';
import { useFormatter, useMessages, useTranslations } from 'use-intl/react';
import { isApiProblem } from '@/components/lib/api-problem';
import { toldValues, type ErrorValues } from '@/components/lib/told-values';
import type { ArgumentTree } from '@/components/tools/call/argument-tree';
import type { Messages } from '@/lib/i18n/app-config';

type ErrorCode = keyof Messages['errors'];

/**
 * What to say about a failure: the sentence of its code with its values, or a general one. Takes an error or a bare code; `names` is what the arguments
 * it is about are called.
 */
export function useErrorText(): (error: unknown, values?: ErrorValues, names?: ArgumentTree) => string {
  const messages = useMessages();
  const t = useTranslations('errors');
  const format = useFormatter();
  return useCallback(
    (error, values, names) => {
      const known = (code: string): code is ErrorCode => Object.hasOwn(messages.errors, code);
      const code = typeof error === 'string' ? error : isApiProblem(error) ? error.code : 'unknown';
      if (!known(code)) return t('unknown');
      const own = isApiProblem(error) ? { ...(error.retryAfterSeconds === undefined ? {} : { seconds: error.retryAfterSeconds }), ...error.values } : {};
      return t(code, toldValues({ ...own, ...values }, t, format, names ?? null));
    },
    [messages, t, format],
  );
}
