import { describe, expect, it } from 'vitest';
import { zonedTime } from '@/lib/text/zoned-time';

describe('zonedTime', () => {
  it('gives the day and the time there', () => {
    expect(zonedTime(new Date('2025-12-31T16:30:00Z'), 'Asia/Shanghai')).toEqual({
      date: '2026-01-01',
      time: '00:30:00',
      offset: '+08:00',
    });
    expect(zonedTime(new Date('2026-01-01T00:30:00Z'), 'America/New_York')).toEqual({
      date: '2025-12-31',
      time: '19:30:00',
      offset: '-05:00',
    });
    expect(zonedTime(new Date('2026-01-01T00:30:00Z'), 'UTC')).toEqual({
      date: '2026-01-01',
      time: '00:30:00',
      offset: '+00:00',
    });
  });
});
