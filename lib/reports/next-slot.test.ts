import { describe, expect, it } from 'vitest';
import { dayOfSlot, nextSlot, slotsBetween } from '@/lib/reports/next-slot';

const EVERY_DAY = { cron: '30 8 * * *', timeZone: 'Asia/Shanghai', workdaysOnly: false };
const iso = (date: Date | null): string | undefined => date?.toISOString();

describe('slots of a schedule', () => {
  it('are on the clocks of its time zone', () => {
    expect(iso(nextSlot(EVERY_DAY, new Date('2026-11-28T00:00:00Z')))).toBe('2026-11-28T00:30:00.000Z');
    expect(iso(nextSlot(EVERY_DAY, new Date('2026-11-28T00:30:00Z')))).toBe('2026-11-29T00:30:00.000Z');
  });

  it('leave holidays and weekends out, and keep make-up workdays', () => {
    const workdays = { ...EVERY_DAY, workdaysOnly: true };
    // National Day of 2026 ends on Wednesday the 7th; Saturday the 10th is a make-up workday.
    expect(iso(nextSlot(workdays, new Date('2026-09-30T01:00:00Z')))).toBe('2026-10-08T00:30:00.000Z');
    expect(iso(nextSlot(workdays, new Date('2026-10-09T01:00:00Z')))).toBe('2026-10-10T00:30:00.000Z');
    expect(iso(nextSlot(workdays, new Date('2026-10-10T01:00:00Z')))).toBe('2026-10-12T00:30:00.000Z');
  });

  it('count Monday to Friday where the holidays of a year are not known', () => {
    const later = { ...EVERY_DAY, workdaysOnly: true };
    expect(iso(nextSlot(later, new Date('2090-01-06T01:00:00Z')))).toBe('2090-01-09T00:30:00.000Z');
  });

  it('come once when the clock goes back, and when it leaves their time out', () => {
    const berlin = { cron: '30 2 * * *', timeZone: 'Europe/Berlin', workdaysOnly: false };
    const back = slotsBetween(berlin, {
      after: new Date('2026-10-24T12:00:00Z'),
      until: new Date('2026-10-26T12:00:00Z'),
      most: 9,
    });
    expect(back.count).toBe(2);
    const ahead = slotsBetween(berlin, {
      after: new Date('2026-03-28T12:00:00Z'),
      until: new Date('2026-03-30T12:00:00Z'),
      most: 9,
    });
    expect(ahead.count).toBe(2);
  });

  it('are none for a day that never comes', () => {
    expect(nextSlot({ ...EVERY_DAY, cron: '0 8 30 2 *' }, new Date('2026-01-01T00:00:00Z'))).toBeNull();
  });

  it('keep the newest of many', () => {
    const missed = slotsBetween(EVERY_DAY, {
      after: new Date('2026-11-01T01:00:00Z'),
      until: new Date('2026-11-11T01:00:00Z'),
      most: 3,
    });
    expect(missed.count).toBe(10);
    expect(missed.slots.map(iso)).toEqual([
      '2026-11-09T00:30:00.000Z',
      '2026-11-10T00:30:00.000Z',
      '2026-11-11T00:30:00.000Z',
    ]);
  });

  it('report on the day before in their time zone', () => {
    const slot = new Date('2026-11-28T00:30:00Z');
    expect(dayOfSlot(slot, { timeZone: 'Asia/Shanghai', dayOffset: -1 })).toBe('2026-11-27');
    expect(dayOfSlot(new Date('2026-11-28T23:30:00Z'), { timeZone: 'Asia/Shanghai', dayOffset: 0 })).toBe('2026-11-29');
  });
});
