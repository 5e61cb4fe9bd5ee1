'use client';
import { useFormatter, useTranslations } from 'use-intl/react';
import { useDates } from '@/components/lib/use-dates';
import type { MessageOrigin } from '@/lib/conversations/contracts';

/** The details of an answer in one line: engine, mode, time and tokens. */
export function useMessageDetails(origin: MessageOrigin | null, createdAt: string): string {
  const t = useTranslations('chat.details');
  const mode = useTranslations('chat.mode');
  const format = useFormatter();
  const dates = useDates();
  const tokens = (count: number) => format.number(count, 'whole');
  return [
    origin === null ? null : origin.model,
    origin === null ? null : mode(origin.mode),
    origin?.promptTokens === undefined ? null : t('prompt', { tokens: tokens(origin.promptTokens) }),
    origin?.cachedTokens === undefined ? null : t('cached', { tokens: tokens(origin.cachedTokens) }),
    origin?.outputTokens === undefined ? null : t('output', { tokens: tokens(origin.outputTokens) }),
    dates.moment(createdAt),
  ]
    .filter((piece) => piece !== null)
    .join(' · ');
}
