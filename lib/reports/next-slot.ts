import 'server-only';
import { Cron } from 'croner';
import type { Schedule } from '@/lib/reports/contracts';
import { addDays } from '@/lib/text/add-days';
import { dayType, isWeekend } from '@/lib/text/chinese-days';
import { zonedTime } from '@/lib/text/zoned-time';

/** Slots that are looked through for one that is on a workday: more than a year of daily ones. */
const MOST_TRIES = 400;

export type SlotRule = Pick<Schedule, 'cron' | 'timeZone' | 'workdaysOnly'>;

/**
 * The first slot of a schedule after `after`; null when none ever comes. A local time that daylight saving skips comes
 * at the next moment that exists, one that it repeats comes once (croner).
 */
export function nextSlot({ cron, timeZone, workdaysOnly }: SlotRule, after: Date): Date | null {
  const slots = new Cron(cron, { timezone: timeZone, paused: true });
  let slot = slots.nextRun(after);
  for (let tries = 0; slot !== null && workdaysOnly && !isWorkdayOf(slot, timeZone); tries += 1) {
    if (tries === MOST_TRIES) return null;
    slot = slots.nextRun(slot);
  }
  return slot;
}

/** The slots in (after, until], oldest first, at most `most` of the newest ones, and how many there were. */
export function slotsBetween(
  rule: SlotRule,
  { after, until, most }: { readonly after: Date; readonly until: Date; readonly most: number },
): { readonly slots: readonly Date[]; readonly count: number } {
  const slots: Date[] = [];
  let count = 0;
  for (let slot = nextSlot(rule, after); slot !== null && slot <= until; slot = nextSlot(rule, slot)) {
    count += 1;
    slots.push(slot);
    if (slots.length > most) slots.shift();
  }
  return { slots, count };
}

/** The day that a slot reports on, in the schedule's time zone. */
export function dayOfSlot(slot: Date, { timeZone, dayOffset }: Pick<Schedule, 'timeZone' | 'dayOffset'>): string {
  return addDays(zonedTime(slot, timeZone).date, dayOffset);
}

/** In a year whose holidays are not known yet, Monday to Friday: no report is left out by a guess. */
function isWorkdayOf(slot: Date, timeZone: string): boolean {
  const { date } = zonedTime(slot, timeZone);
  const type = dayType(date);
  return type === 'unknown' ? !isWeekend(date) : type === 'workday' || type === 'make_up';
}
