import 'server-only';
import { z } from 'zod';
import { getConfig } from '@/lib/config/config';
import { AppError } from '@/lib/errors/app-error';
import type { JsonObject, StoredTool } from '@/lib/tools/contracts';
import { wordsIn, type Builtin } from '@/lib/tools/internal/builtin/builtin';
import { findCity, type City } from '@/lib/tools/internal/builtin/find-city';
import { weatherWord } from '@/lib/tools/internal/builtin/weather-words';
import { weekdayOf } from '@/lib/tools/internal/builtin/zoned-time';
import { weatherAddress } from '@/lib/tools/internal/builtin/addresses';
import { outgoingRequest } from '@/lib/egress/outgoing-request';
import type { InvokeContext } from '@/lib/tools/tool-outcome';

const MAX_DAYS = 7;
const MAX_ANSWER_BYTES = 200_000;
const DAILY = [
  'weather_code',
  'temperature_2m_max',
  'temperature_2m_min',
  'precipitation_probability_max',
  'precipitation_sum',
  'wind_speed_10m_max',
] as const;
const CURRENT = ['temperature_2m', 'relative_humidity_2m', 'weather_code', 'wind_speed_10m'] as const;

const inputSchema = z.object({ city: z.string(), days: z.number().int().default(3) });
const values = z.array(z.number().nullable());
const forecastSchema = z.object({
  /** Set by the sample API. */
  sample: z.boolean().default(false),
  current: z
    .object({
      time: z.string(),
      temperature_2m: z.number().nullable(),
      relative_humidity_2m: z.number().nullable(),
      weather_code: z.number().nullable(),
      wind_speed_10m: z.number().nullable(),
    })
    .partial()
    .optional(),
  daily: z.object({
    time: z.array(z.string()),
    weather_code: values,
    temperature_2m_max: values,
    temperature_2m_min: values,
    precipitation_probability_max: values.optional(),
    precipitation_sum: values.optional(),
    wind_speed_10m_max: values.optional(),
  }),
});
type Forecast = z.infer<typeof forecastSchema>;

export const weather: Builtin = {
  name: 'weather',
  title: '天气预报',
  description:
    '查询中国城市当前天气和未来 1–7 天的预报：天气、最高最低气温、降水概率和降水量、风速。今天、明天、后天都在结果里。',
  inputSchema: {
    type: 'object',
    properties: {
      city: { type: 'string', title: '城市', minLength: 1, maxLength: 40, description: '如 杭州、杭州市 或 hangzhou' },
      days: { type: 'integer', title: '天数', minimum: 1, maximum: MAX_DAYS, description: '从今天起几天，默认 3' },
    },
    required: ['city'],
    additionalProperties: false,
  },
  run: async (input, context, tool) => {
    const { city: given, days } = inputSchema.parse(input);
    const city = findCity(given);
    return describeWeather(city, await readForecast(city, days, tool, context.signal), context);
  },
};

async function readForecast(city: City, days: number, tool: StoredTool, signal: AbortSignal): Promise<Forecast> {
  const address = weatherAddress();
  if (address === undefined)
    throw new AppError({
      kind: 'unavailable',
      code: 'weather-not-configured',
      detail: 'neither WEATHER_URL nor the sample API',
    });
  const url = new URL(`${address}/v1/forecast`);
  const query = {
    latitude: String(city.latitude),
    longitude: String(city.longitude),
    daily: DAILY.join(','),
    current: CURRENT.join(','),
    timezone: getConfig().TIME_ZONE,
    forecast_days: String(days),
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  // Configured by the operator, so it may be in the intranet.
  const answer = await outgoingRequest({
    method: 'GET',
    url: url.href,
    headers: {},
    body: null,
    hosts: [url.host],
    intranetHosts: [url.host],
    timeoutMs: tool.timeoutMs,
    maxBytes: MAX_ANSWER_BYTES,
    signal,
  });
  if (answer.status !== 200)
    throw new AppError({
      kind: 'unavailable',
      code: 'weather-failed',
      detail: 'the weather service refused',
      values: { status: answer.status },
    });
  const parsed = forecastSchema.safeParse(parseJson(answer.text));
  if (!parsed.success)
    throw new AppError({
      kind: 'unavailable',
      code: 'weather-unreadable',
      detail: 'the weather service answered with something else than a forecast',
      cause: parsed.error,
    });
  return parsed.data;
}

function describeWeather(city: City, forecast: Forecast, context: InvokeContext): JsonObject {
  const word = wordsIn(context);
  const names = [word('今天', 'today'), word('明天', 'tomorrow'), word('后天', 'the day after tomorrow')];
  const { daily, current } = forecast;
  return {
    [word('城市', 'city')]: context.locale === 'zh' ? city.name : city.pinyin,
    [word('省份', 'province')]: city.province,
    ...(forecast.sample
      ? { [word('说明', 'note')]: word('示例数据，并非真实天气', 'sample data, not the real weather') }
      : {}),
    ...(current === undefined
      ? {}
      : {
          [word('现在', 'now')]: {
            [word('时间', 'time')]: current.time ?? null,
            [word('天气', 'weather')]: wordOf(current.weather_code, context),
            [word('气温（°C）', 'temperature (°C)')]: current.temperature_2m ?? null,
            [word('相对湿度（%）', 'relative humidity (%)')]: current.relative_humidity_2m ?? null,
            [word('风速（km/h）', 'wind (km/h)')]: current.wind_speed_10m ?? null,
          },
        }),
    [word('预报', 'forecast')]: daily.time.map((date, index) => ({
      [word('日期', 'date')]: date,
      [word('哪天', 'day')]: names[index] ?? weekdayOf(date, context.locale),
      [word('星期', 'weekday')]: weekdayOf(date, context.locale),
      [word('天气', 'weather')]: wordOf(daily.weather_code[index], context),
      [word('最低气温（°C）', 'low (°C)')]: daily.temperature_2m_min[index] ?? null,
      [word('最高气温（°C）', 'high (°C)')]: daily.temperature_2m_max[index] ?? null,
      [word('降水概率（%）', 'chance of rain (%)')]: daily.precipitation_probability_max?.[index] ?? null,
      [word('降水量（mm）', 'rain (mm)')]: daily.precipitation_sum?.[index] ?? null,
      [word('最大风速（km/h）', 'strongest wind (km/h)')]: daily.wind_speed_10m_max?.[index] ?? null,
    })),
  };
}

function wordOf(code: number | null | undefined, context: InvokeContext): string | null {
  return code === null || code === undefined ? null : weatherWord(code, context.locale);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
