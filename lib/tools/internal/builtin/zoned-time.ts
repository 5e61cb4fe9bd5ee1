import 'server-only';
import { getConfig } from '@/lib/config/config';
import { zonedTime, type ZonedTime } from '@/lib/text/zoned-time';
import { AppError } from '@/lib/errors/app-error';

const WEEKDAYS_ZH = ['星期日', '星期一', '星期二', '星期三', '星期四', '星期五', '星期六'];
const WEEKDAYS_EN = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/**
 * A moment in a time zone (IANA name); in the configured one unless it is given.
 * @throws AppError `time-zone-unknown`
 */
export function timeIn(moment: Date, timeZone: string = getConfig().TIME_ZONE): ZonedTime {
  try {
    return zonedTime(moment, timeZone);
  } catch (error) {
    throw new AppError({
      kind: 'invalid',
      code: 'time-zone-unknown',
      detail: 'no such IANA time zone',
      values: { timeZone: timeZone.slice(0, 60) },
      cause: error,
    });
  }
}

/** The weekday of a date YYYY-MM-DD in words. */
export function weekdayOf(date: string, locale: 'zh' | 'en'): string {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return (locale === 'zh' ? WEEKDAYS_ZH : WEEKDAYS_EN)[day] ?? '';
}

/** True for a date of the calendar, as YYYY-MM-DD. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
