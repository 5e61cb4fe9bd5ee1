import { expect, it } from 'vitest';
import { readDate } from '@/components/calls/result/read-date';

it('keeps the day and hour of a text without a time zone, and shows moments in the reader’s', () => {
  expect(readDate('2026-12-01')).toEqual({
    date: new Date('2026-12-01T00:00:00Z'),
    format: 'date',
    zone: { timeZone: 'UTC' },
  });
  expect(readDate('2026-12-01T03:36')).toEqual({
    date: new Date('2026-12-01T03:36:00Z'),
    format: 'moment',
    zone: { timeZone: 'UTC' },
  });
  expect(readDate('2026-12-01 03:36:05')).toMatchObject({
    date: new Date('2026-12-01T03:36:05Z'),
    format: 'exact',
    zone: { timeZone: 'UTC' },
  });
  for (const text of ['2026-12-01T03:36:00.123Z', '2026-12-01T11:36:00+08:00', '2026-12-01T11:36+0800']) {
    expect(readDate(text)).toEqual({ date: new Date('2026-12-01T03:36:00Z'), format: 'moment', zone: {} });
  }
});

it('leaves alone what only looks like a date', () => {
  const texts = [
    '2026-02-30',
    '2026-13-01',
    '2026-12-01T25:00',
    '2026-12',
    'SO-2026-12-01',
    '2026-12-01 起',
    '20261201',
    '2026-12-01T',
    '',
    '2026-12-01T03:36+99:00',
  ];
  for (const text of texts) expect(readDate(text), text).toBeNull();
});
