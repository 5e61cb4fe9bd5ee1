'use client';
import { useCallback } from 'react';
import { useFormatter, useMessages, useTranslations } from 'use-intl/react';
import { isApiProblem } from '@/components/lib/api-problem';
import { formatErrorValues, type ErrorValues } from '@/components/lib/format-error-values';
import type { ArgumentTree } from '@/components/lib/argument-tree';
import type { Messages } from '@/lib/i18n/app-config';

type ErrorCode = keyof Messages['errors'];

/**
 * What to say about a failure: the sentence of its code with its values, or a general one. Takes an error or a bare
 * code; `names` is what the arguments it is about are called.
 */
export function useErrorText(): (error: unknown, values?: ErrorValues, names?: ArgumentTree) => string {
  const messages = useMessages();
  const t = useTranslations('errors');
  const format = useFormatter();
  return useCallback(
    (error, values, names) => {
      const known = (code: string): code is ErrorCode => Object.hasOwn(messages.errors, code);
      const code = typeof error === 'string' ? error : isApiProblem(error) ? error.code : 'unknown';
      if (!known(code)) return t(isApiProblem(error) ? kindOf(error.status) : 'unknown');
      const own = isApiProblem(error)
        ? { ...(error.retryAfterSeconds === undefined ? {} : { seconds: error.retryAfterSeconds }), ...error.values }
        : {};
      const all = { ...own, ...values };
      // An approver gets only the code, without values.
      if (Object.keys(all).length === 0 && hasGaps(messages.errors[code])) return t('no-details');
      return t(code, formatErrorValues(all, t, format, names ?? null));
    },
    [messages, t, format],
  );
}

/** A compiled message is a list of parts where it has any; in tests it is the text itself. */
function hasGaps(message: unknown): boolean {
  return typeof message !== 'string' || message.includes('{');
}

type Kind =
  | 'conflict'
  | 'forbidden'
  | 'internal'
  | 'invalid'
  | 'limited'
  | 'not-found'
  | 'too-large'
  | 'unauthenticated'
  | 'unavailable';

const KINDS = new Map<number, Kind>([
  [400, 'invalid'],
  [401, 'unauthenticated'],
  [403, 'forbidden'],
  [404, 'not-found'],
  [409, 'conflict'],
  [413, 'too-large'],
  [422, 'invalid'],
  [429, 'limited'],
  [500, 'internal'],
  [503, 'unavailable'],
]);

/** The general sentence for a status, where the code is of a newer server. */
function kindOf(status: number): Kind | 'unknown' {
  return KINDS.get(status) ?? 'unknown';
}
