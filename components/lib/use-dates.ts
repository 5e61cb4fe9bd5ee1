'use client';
import { useMemo } from 'react';
import { useFormatter, useTimeZone, useTranslations } from 'use-intl/react';
import { calendarDay } from '@/components/lib/calendar-day';
import { usePrinting } from '@/components/lib/printing';
import { useNow } from '@/components/lib/use-now';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export interface Dates {
  /**
   * 刚刚, 5 分钟前, 昨天 14:03, 6月3日, 2025年6月3日: as much as distinguishes them. Updated as time passes; printed in
   * full.
   */
  readonly relative: (date: Date | string) => string;
  /** Day and time in full, for titles and tables. */
  readonly moment: (date: Date | string) => string;
  /** The same with its seconds, where the order counts. */
  readonly exact: (date: Date | string) => string;
  readonly time: (date: Date | string) => string;
}

/** The one way to write a date on the screen. All but `relative` stay the same functions while the clock goes on. */
export function useDates(): Dates {
  const format = useFormatter();
  const t = useTranslations('common.time');
  const timeZone = useTimeZone();
  const nowMs = useNow();
  const isPrinting = usePrinting();
  const fixed = useMemo(
    () => ({
      time: (date: Date | string) => format.dateTime(new Date(date), 'time'),
      moment: (date: Date | string) => format.dateTime(new Date(date), 'moment'),
      exact: (date: Date | string) => format.dateTime(new Date(date), 'exact'),
    }),
    [format],
  );
  return useMemo(() => {
    const now = new Date(nowMs);
    const year = (date: Date) => format.dateTime(date, { year: 'numeric' });
    return {
      ...fixed,
      relative: (given) => {
        const date = new Date(given);
        if (isPrinting) return fixed.moment(date);
        const elapsedMs = nowMs - date.getTime();
        const days = calendarDay(now, timeZone) - calendarDay(date, timeZone);
        if (elapsedMs < MINUTE_MS) return t('justNow');
        if (elapsedMs < HOUR_MS) return t('minutesAgo', { count: Math.floor(elapsedMs / MINUTE_MS) });
        if (days === 0) return t('hoursAgo', { count: Math.floor(elapsedMs / HOUR_MS) });
        if (days === 1) return t('yesterdayAt', { time: fixed.time(date) });
        return format.dateTime(date, year(date) === year(now) ? 'day' : 'date');
      },
    };
  }, [fixed, format, t, timeZone, nowMs, isPrinting]);
}
