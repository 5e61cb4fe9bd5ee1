import holidayData from 'chinese-days/dist/chinese-days.json';
import { z } from 'zod';

/**
 * Days off and make-up working days by date, as `English name,Chinese name,legal days`: the State Council's yearly
 * notices, collected by npm chinese-days (MIT).
 */
export const { holidays: DAYS_OFF, workdays: MAKE_UP_DAYS } = z
  .object({ holidays: z.record(z.string(), z.string()), workdays: z.record(z.string(), z.string()) })
  .parse(holidayData);
const YEARS = Object.keys(DAYS_OFF).map((date) => Number(date.slice(0, 4)));
/** Years whose notices are in the data. The notice for a year comes out late in the year before it. */
export const FIRST_HOLIDAY_YEAR = Math.min(...YEARS);
export const LAST_HOLIDAY_YEAR = Math.max(...YEARS);

/** unknown: the year's notice is not in the data, and weekdays alone would be a guess. */
export type DayType = 'workday' | 'weekend' | 'holiday' | 'make_up' | 'unknown';

/** What kind of day a date (YYYY-MM-DD) is in China. */
export function dayType(date: string): DayType {
  const year = Number(date.slice(0, 4));
  if (year < FIRST_HOLIDAY_YEAR || year > LAST_HOLIDAY_YEAR) return 'unknown';
  if (date in DAYS_OFF) return 'holiday';
  if (date in MAKE_UP_DAYS) return 'make_up';
  return isWeekend(date) ? 'weekend' : 'workday';
}

/** A workday or weekend as in any week: neither a holiday, nor a make-up workday, nor of an unknown year. */
export function isOrdinaryDay(date: string): boolean {
  const type = dayType(date);
  return type === 'workday' || type === 'weekend';
}

/** Whether a date (YYYY-MM-DD) is a Saturday or Sunday. */
export function isWeekend(date: string): boolean {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return day === 0 || day === 6;
}
