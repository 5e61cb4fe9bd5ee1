import { expect, test } from 'vitest';
import { dayOf, endOfDay, startOfDay } from '@/components/admin/audit/day-range';

test('a day is from its first moment to that of the next, where the reader is', () => {
  const start = startOfDay('2026-03-29');
  const end = endOfDay('2026-03-29');
  expect(start).toBe(new Date(2026, 2, 29).toISOString());
  expect(end).toBe(new Date(2026, 2, 30).toISOString());
  expect(dayOf(start)).toBe('2026-03-29');
  expect(dayOf(end, -1)).toBe('2026-03-29');
  expect([startOfDay(''), endOfDay('x'), dayOf(undefined)]).toEqual([undefined, undefined, '']);
});

test('a year that is being typed stays a day that the field can show', () => {
  for (const day of ['0002-11-22', '0020-11-22', '0202-11-22']) expect(dayOf(startOfDay(day))).toBe(day);
});
