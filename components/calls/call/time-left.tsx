'use client';
import { useTranslations } from 'use-intl/react';
import { useSeconds } from '@/components/lib/use-seconds';
import { classNames } from '@/components/ui/class-names';

const MINUTE_S = 60;
const HOUR_S = 3_600;
const DAY_S = 86_400;
/** From here on it is said louder. */
const SOON_S = 5 * MINUTE_S;

/** How long a decision can still be made. */
export function TimeLeft({ expiresAt }: { readonly expiresAt: string }) {
  const t = useTranslations('tools.timeLeft');
  const leftSeconds = Math.floor((Date.parse(expiresAt) - useSeconds(true)) / 1000);
  const text =
    leftSeconds <= 0
      ? t('over')
      : leftSeconds < MINUTE_S
        ? t('seconds', { count: leftSeconds })
        : leftSeconds < HOUR_S
          ? t('minutes', { count: Math.floor(leftSeconds / MINUTE_S) })
          : leftSeconds < 2 * DAY_S
            ? t('hours', { count: Math.floor(leftSeconds / HOUR_S) })
            : t('days', { count: Math.floor(leftSeconds / DAY_S) });
  return (
    <time
      dateTime={expiresAt}
      className={classNames('tabular whitespace-nowrap', leftSeconds < SOON_S && 'font-medium text-approval')}
    >
      {text}
    </time>
  );
}
