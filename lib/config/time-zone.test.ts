import { describe, expect, it } from 'vitest';
import { ConfigError, parseConfig } from '@/lib/config/config';
import { isTimeZone } from '@/lib/text/zoned-time';

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
