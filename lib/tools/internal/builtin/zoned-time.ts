import 'server-only';
import { AppError } from '@/lib/errors/app-error';

export const DEFAULT_TIME_ZONE = 'Asia/Shanghai';
const WEEKDAYS_ZH = ['星期日', '星期一', '星期二', '星期三', '星期四', '星期五', '星期六'];
const WEEKDAYS_EN = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

export interface ZonedTime {
  /** YYYY-MM-DD and HH:MM:SS on the clocks there. */
  readonly date: string;
  readonly time: string;
  /** +08:00 */
  readonly offset: string;
}

/** A moment on the clocks of a time zone (IANA name). @throws AppError `time-zone-unknown` */
export function zonedTime(moment: Date, timeZone: string): ZonedTime {
  const parts = Object.fromEntries(formatterOf(timeZone).formatToParts(moment).map(({ type, value }) => [type, value]));
  const offset = (parts.timeZoneName ?? '').replace('GMT', '');
  return {
    date: `${parts.year ?? ''}-${parts.month ?? ''}-${parts.day ?? ''}`,
    time: `${parts.hour ?? ''}:${parts.minute ?? ''}:${parts.second ?? ''}`,
    offset: offset === '' ? '+00:00' : offset,
  };
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-CA', {
      timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'longOffset',
    });
  } catch (error) {
    throw new AppError({ kind: 'invalid', code: 'time-zone-unknown', detail: 'no such IANA time zone', values: { timeZone: timeZone.slice(0, 60) }, cause: error });
  }
}

/** The weekday of a date YYYY-MM-DD in words. */
export function weekdayOf(date: string, locale: 'zh' | 'en'): string {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return (locale === 'zh' ? WEEKDAYS_ZH : WEEKDAYS_EN)[day] ?? '';
}

/** YYYY-MM-DD so many days later. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** True for a date of the calendar, as YYYY-MM-DD. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
