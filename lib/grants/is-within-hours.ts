import 'server-only';
import type { GrantLimits } from '@/lib/tools/contracts';

type Hours = NonNullable<GrantLimits['hours']>;

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const DAYS = 7;

/**
 * Whether `now` is within the hours of use, in their time zone. `from` is included, `to` is not. When `to` is before
 * `from`, the hours go over midnight and belong to the day on which they begin; when both are equal, they are the whole
 * day.
 * @throws RangeError for a time zone that does not exist
 */
export function isWithinHours({ timeZone, days, from, to }: Hours, now: Date): boolean {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(now);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? '';
  const day = WEEKDAYS.indexOf(part('weekday')) + 1;
  const clock = `${part('hour')}:${part('minute')}`;
  const dayBefore = ((day + DAYS - 2) % DAYS) + 1;
  if (from === to) return days.includes(day);
  if (from < to) return days.includes(day) && clock >= from && clock < to;
  return (days.includes(day) && clock >= from) || (days.includes(dayBefore) && clock < to);
}
