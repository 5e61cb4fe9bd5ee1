import { describe, expect, it } from 'vitest';
import { ConfigError, parseConfig } from '@/lib/config/config';
import { isTimeZone, zonedTime } from '@/lib/config/zoned-time';

describe('zonedTime', () => {
  it('tells the day and the clock there', () => {
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

describe('TIME_ZONE', () => {
  it('is Beijing’s unless another one is set', () => {
    expect(parseConfig({}).TIME_ZONE).toBe('Asia/Shanghai');
    expect(parseConfig({ TIME_ZONE: 'Europe/Berlin' }).TIME_ZONE).toBe('Europe/Berlin');
  });

  it('that does not exist stops the start with a sentence that names it', () => {
    for (const name of ['Asia/Beijing', '+08:00', 'CST8', 'Asia/Shanghai ']) {
      expect(isTimeZone(name), name).toBe(false);
      expect(() => parseConfig({ TIME_ZONE: name }), name).toThrow(
        new ConfigError('TIME_ZONE: must be an IANA time zone such as Asia/Shanghai'),
      );
    }
  });
});
