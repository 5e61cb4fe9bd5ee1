import { expect, test } from 'vitest';
import { isWithinHours } from '@/lib/grants/is-within-hours';

const OFFICE = { timeZone: 'Asia/Shanghai', days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' };
const NIGHT = { timeZone: 'Asia/Shanghai', days: [5], from: '22:00', to: '06:00' };
const at = (text: string): Date => new Date(`${text}+08:00`);

// 2026-11-20 is a Friday.
test.each([
  ['at the first minute', OFFICE, '2026-11-20T09:00:00', true],
  ['a second before', OFFICE, '2026-11-20T08:59:59', false],
  ['in the last minute', OFFICE, '2026-11-20T17:59:59', true],
  ['at the end', OFFICE, '2026-11-20T18:00:00', false],
  ['on a Saturday', OFFICE, '2026-11-21T10:00:00', false],
  ['on a Monday', OFFICE, '2026-11-23T10:00:00', true],
  ['over midnight, before it', NIGHT, '2026-11-20T23:00:00', true],
  ['over midnight, after it', NIGHT, '2026-11-21T05:59:00', true],
  ['over midnight, at the end', NIGHT, '2026-11-21T06:00:00', false],
  ['over midnight, of the day before', NIGHT, '2026-11-20T05:00:00', false],
  ['over midnight, of the next day', NIGHT, '2026-11-21T23:00:00', false],
  ['a whole day', { ...OFFICE, days: [6], from: '00:00', to: '00:00' }, '2026-11-21T13:00:00', true],
  ['not that day', { ...OFFICE, days: [6], from: '00:00', to: '00:00' }, '2026-11-22T13:00:00', false],
])('%s', (_what, hours, now, expected) => {
  expect(isWithinHours(hours, at(now))).toBe(expected);
});

test('Sunday follows Saturday over the week’s end', () => {
  expect(isWithinHours({ ...NIGHT, days: [7] }, at('2026-11-23T01:00:00'))).toBe(true);
});

test('the clock is that of the time zone, also when it is put forward', () => {
  const berlin = { ...OFFICE, timeZone: 'Europe/Berlin', days: [7], from: '03:00', to: '04:00' };
  expect(isWithinHours(berlin, new Date('2026-03-29T01:30:00Z'))).toBe(true);
  expect(isWithinHours(berlin, new Date('2026-03-29T00:59:00Z'))).toBe(false);
});

test('a time zone that does not exist is an error', () => {
  expect(() => isWithinHours({ ...OFFICE, timeZone: 'Mars/Olympus' }, new Date(0))).toThrow(RangeError);
});
