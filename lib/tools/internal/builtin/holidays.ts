import 'server-only';
import { z } from 'zod';
import { AppError } from '@/lib/errors/app-error';
import type { JsonObject } from '@/lib/tools/contracts';
import { wordsIn, type Builtin } from '@/lib/tools/internal/builtin/builtin';
import { isDate, timeIn, weekdayOf } from '@/lib/tools/internal/builtin/zoned-time';
import { addDays } from '@/lib/text/add-days';
import { DAYS_OFF, dayType, FIRST_HOLIDAY_YEAR, LAST_HOLIDAY_YEAR, MAKE_UP_DAYS } from '@/lib/text/chinese-days';
import type { InvokeContext } from '@/lib/tools/tool-outcome';

const inputSchema = z.object({ year: z.number().int().optional(), date: z.string().optional() });

export const holidays: Builtin = {
  name: 'holidays',
  title: '节假日',
  description: `查询中国法定节假日与调休安排（国务院通知，${FIRST_HOLIDAY_YEAR}–${LAST_HOLIDAY_YEAR} 年）。给出 date 判断某天是否上班；给出 year 列出全年；都不给则查今天。`,
  inputSchema: {
    type: 'object',
    properties: {
      date: { type: 'string', title: '日期', pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: '某一天，YYYY-MM-DD' },
      year: { type: 'integer', title: '年份', minimum: 1900, maximum: 2200, description: '列出这一年' },
    },
    additionalProperties: false,
  },
  run: (input, context) => {
    const { year, date } = inputSchema.parse(input);
    if (year !== undefined && date === undefined) return describeYear(year, context);
    return describeDay(date ?? timeIn(context.now).date, context);
  },
};

function describeDay(date: string, context: InvokeContext): JsonObject {
  if (!isDate(date))
    throw new AppError({
      kind: 'invalid',
      code: 'date-unknown',
      detail: 'no such day',
      values: { date: date.slice(0, 20) },
    });
  requireCovered(Number(date.slice(0, 4)));
  const word = wordsIn(context);
  const type = dayType(date);
  const kinds = {
    holiday: word('节假日', 'public holiday'),
    make_up: word('调休上班', 'make-up working day'),
    weekend: word('周末', 'weekend'),
    workday: word('工作日', 'working day'),
    unknown: word('未知', 'unknown'),
  };
  const name = DAYS_OFF[date] ?? MAKE_UP_DAYS[date];
  return {
    [word('日期', 'date')]: date,
    [word('星期', 'weekday')]: weekdayOf(date, context.locale),
    [word('是否上班', 'isWorkingDay')]: type === 'make_up' || type === 'workday',
    [word('类型', 'kind')]: kinds[type],
    ...(name === undefined ? {} : { [word('节日', 'holiday')]: nameOf(name, context.locale) }),
  };
}

function describeYear(year: number, context: InvokeContext): JsonObject {
  requireCovered(year);
  const word = wordsIn(context);
  const inYear = ([date]: [string, string]): boolean => date.startsWith(String(year));
  const makeUp = Object.entries(MAKE_UP_DAYS).filter(inYear).sort();
  return {
    [word('年份', 'year')]: year,
    [word('放假', 'holidays')]: spans(Object.entries(DAYS_OFF).filter(inYear).sort()).map(
      ({ name, from, to, days }) => ({
        [word('节日', 'holiday')]: nameOf(name, context.locale),
        [word('从', 'from')]: from,
        [word('到', 'to')]: to,
        [word('天数', 'days')]: days,
      }),
    ),
    [word('调休上班', 'makeUpWorkingDays')]: makeUp.map(([date, name]) => ({
      [word('日期', 'date')]: date,
      [word('星期', 'weekday')]: weekdayOf(date, context.locale),
      [word('节日', 'holiday')]: nameOf(name, context.locale),
    })),
  };
}

interface Span {
  readonly name: string;
  readonly from: string;
  to: string;
  days: number;
}

/** Joins consecutive days of one holiday. */
function spans(days: readonly (readonly [string, string])[]): Span[] {
  const found: Span[] = [];
  for (const [date, name] of days) {
    const last = found.at(-1);
    if (last?.name === name && addDays(last.to, 1) === date) {
      last.to = date;
      last.days += 1;
    } else {
      found.push({ name, from: date, to: date, days: 1 });
    }
  }
  return found;
}

function nameOf(entry: string, locale: 'zh' | 'en'): string {
  const [english = '', chinese = ''] = entry.split(',');
  return locale === 'zh' ? chinese : english;
}

/** Refuses years without an official notice: no answer is better than a guess. */
function requireCovered(year: number): void {
  if (year >= FIRST_HOLIDAY_YEAR && year <= LAST_HOLIDAY_YEAR) return;
  throw new AppError({
    kind: 'not-found',
    code: 'holidays-year-unknown',
    detail: 'no public notice for this year in the data',
    values: { year: String(year), first: String(FIRST_HOLIDAY_YEAR), last: String(LAST_HOLIDAY_YEAR) },
  });
}
