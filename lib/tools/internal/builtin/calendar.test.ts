import { describe, expect, it } from 'vitest';
import type { JsonObject } from '@/lib/tools/contracts';
import type { Builtin } from '@/lib/tools/internal/builtin/builtin';
import { currentTime } from '@/lib/tools/internal/builtin/current-time';
import { FIRST_HOLIDAY_YEAR, LAST_HOLIDAY_YEAR } from '@/lib/text/chinese-days';
import { holidays } from '@/lib/tools/internal/builtin/holidays';
import { builtinSeeds } from '@/lib/tools/internal/seed/seed-tool';

function run(builtin: Builtin, input: JsonObject, now = '2026-11-22T16:30:00Z', locale: 'zh' | 'en' = 'zh'): unknown {
  const tool = builtinSeeds()[0]?.tool;
  if (tool === undefined) throw new Error('no seeds');
  return builtin.run(
    input,
    {
      callId: 'x',
      personId: 'y',
      locale,
      now: new Date(now),
      signal: new AbortController().signal,
      onSent: () => undefined,
    },
    tool,
  );
}

describe('current_time', () => {
  it('returns Shanghai’s day, which is another one than UTC’s', () => {
    expect(run(currentTime, {})).toEqual({
      日期: '2026-11-23',
      时间: '00:30:00',
      星期: '星期一',
      时区: 'Asia/Shanghai',
      '与 UTC 之差': '+08:00',
    });
  });
  it('names another zone in English', () => {
    expect(run(currentTime, { timeZone: 'America/New_York' }, '2026-07-01T03:00:00Z', 'en')).toEqual({
      date: '2026-06-30',
      time: '23:00:00',
      weekday: 'Tuesday',
      timeZone: 'America/New_York',
      utcOffset: '-04:00',
    });
  });
  it.each(['Mars/Base', '', '<script>'])('refuses the zone “%s”', (timeZone) => {
    expect(() => run(currentTime, { timeZone })).toThrow(expect.objectContaining({ code: 'time-zone-unknown' }));
  });
});

describe('holidays', () => {
  it.each([
    ['2026-10-01', { 是否上班: false, 类型: '节假日', 节日: '国庆节' }],
    ['2026-10-10', { 是否上班: true, 类型: '调休上班' }],
    ['2026-11-21', { 是否上班: false, 类型: '周末' }],
    ['2026-11-23', { 是否上班: true, 类型: '工作日' }],
  ])('knows what %s is', (date, expected) => expect(run(holidays, { date })).toMatchObject(expected));

  it('lists a year with its make-up days', () => {
    const year = run(holidays, { year: 2026 });
    expect(year).toMatchObject({ 年份: 2026 });
    expect(JSON.stringify(year)).toContain('{"节日":"国庆节","从":"2026-10-01","到":"2026-10-07","天数":7}');
    expect(JSON.stringify(year)).toContain('{"日期":"2026-10-10","星期":"星期六","节日":"国庆节"}');
  });

  it('says what it does not know instead of guessing', () => {
    expect(FIRST_HOLIDAY_YEAR).toBe(2004);
    expect(LAST_HOLIDAY_YEAR).toBeGreaterThanOrEqual(2026);
    for (const input of [{ year: LAST_HOLIDAY_YEAR + 1 }, { date: '2003-10-01' }, { year: 1949 }]) {
      expect(() => run(holidays, input)).toThrow(expect.objectContaining({ code: 'holidays-year-unknown' }));
    }
  });

  it.each(['2026-02-30', '2026-13-01'])('refuses %s, which is no day', (date) => {
    expect(() => run(holidays, { date })).toThrow(expect.objectContaining({ code: 'date-unknown' }));
  });
});
