import 'server-only';
import { z } from 'zod';
import { getConfig } from '@/lib/config/config';
import { wordsIn, type Builtin } from '@/lib/tools/internal/builtin/builtin';
import { timeIn, weekdayOf } from '@/lib/tools/internal/builtin/zoned-time';

const inputSchema = z.object({ timeZone: z.string().optional() });

export const currentTime: Builtin = {
  name: 'current_time',
  title: '当前时间',
  description: '查询现在的日期、时间和星期。默认公司所在地的时间，也可以指定时区（IANA 名称，如 America/New_York）。',
  inputSchema: {
    type: 'object',
    properties: {
      timeZone: {
        type: 'string',
        title: '时区',
        minLength: 1,
        maxLength: 60,
        description: 'IANA 名称，默认公司所在时区',
      },
    },
    additionalProperties: false,
  },
  run: (input, context) => {
    const { timeZone = getConfig().TIME_ZONE } = inputSchema.parse(input);
    const word = wordsIn(context);
    const { date, time, offset } = timeIn(context.now, timeZone);
    return {
      [word('日期', 'date')]: date,
      [word('时间', 'time')]: time,
      [word('星期', 'weekday')]: weekdayOf(date, context.locale),
      [word('时区', 'timeZone')]: timeZone,
      [word('与 UTC 之差', 'utcOffset')]: offset,
    };
  },
};
