import { chance, choose } from '@/lib/sample-api/internal/chance';
import { dayFromToday, minuteInShanghai } from '@/lib/sample-api/internal/days';
import { SampleApiError } from '@/lib/sample-api/internal/reply';

/** Open-Meteo's names and units; https://open-meteo.com/en/docs */
const DAILY_UNITS: Readonly<Record<string, string>> = {
  weather_code: 'wmo code',
  temperature_2m_max: '°C',
  temperature_2m_min: '°C',
  precipitation_sum: 'mm',
  precipitation_probability_max: '%',
  wind_speed_10m_max: 'km/h',
};
const CURRENT_UNITS: Readonly<Record<string, string>> = {
  temperature_2m: '°C',
  relative_humidity_2m: '%',
  weather_code: 'wmo code',
  wind_speed_10m: 'km/h',
};
const MAX_DAYS = 16;
/** Rain tomorrow in Hangzhou: the demonstration asks whether to take an umbrella, and a test wants one answer. */
const HANGZHOU = { latitude: 30.29, longitude: 120.16 };

type Values = Readonly<Record<string, number | string>>;
type Day = Readonly<
  Record<
    | 'weather_code'
    | 'temperature_2m_max'
    | 'temperature_2m_min'
    | 'precipitation_sum'
    | 'precipitation_probability_max'
    | 'wind_speed_10m_max',
    number
  >
>;

/**
 * An answer of Open-Meteo's `/v1/forecast` with made-up weather that fits latitude and month, the same for the same
 * place and day.
 * @throws SampleApiError 400 as Open-Meteo refuses
 */
export function forecast(query: URLSearchParams, now: Date): object {
  const latitude = coordinate(query, 'latitude', 90);
  const longitude = coordinate(query, 'longitude', 180);
  const count = Number(query.get('forecast_days') ?? 7);
  if (!Number.isInteger(count) || count < 0 || count > MAX_DAYS)
    throw new SampleApiError(400, `Forecast days is invalid. Allowed range 0 to ${MAX_DAYS}.`);
  const dates = Array.from({ length: count }, (_, index) => dayFromToday(now, index));
  const days = dates.map((date, index) => dayOf(latitude, longitude, date, index));
  const daily = wanted(query, 'daily', DAILY_UNITS);
  const current = wanted(query, 'current', CURRENT_UNITS);
  return {
    latitude,
    longitude,
    generationtime_ms: 0.1,
    utc_offset_seconds: 28_800,
    timezone: 'Asia/Shanghai',
    timezone_abbreviation: 'GMT+8',
    elevation: 10,
    ...(current.length === 0
      ? {}
      : currentWeather(current, dayOf(latitude, longitude, dayFromToday(now, 0), 0), latitude, now)),
    ...(daily.length === 0 ? {} : dailyWeather(daily, dates, days)),
  };
}

function currentWeather(names: readonly string[], today: Day, latitude: number, now: Date): object {
  return {
    current_units: { time: 'iso8601', interval: 'seconds', ...pick(CURRENT_UNITS, names) },
    current: { time: minuteInShanghai(now), interval: 900, ...pick(currentOf(today, latitude, now), names) },
  };
}

function dailyWeather(names: readonly string[], dates: readonly string[], days: readonly Values[]): object {
  return {
    daily_units: { time: 'iso8601', ...pick(DAILY_UNITS, names) },
    daily: { time: dates, ...Object.fromEntries(names.map((name) => [name, days.map((day) => day[name])])) },
  };
}

function coordinate(query: URLSearchParams, name: string, bound: number): number {
  const text = query.get(name);
  const value = Number(text);
  if (text === null || text === '' || !Number.isFinite(value))
    throw new SampleApiError(400, `Parameter '${name}' must be a number.`);
  if (Math.abs(value) > bound) throw new SampleApiError(400, `${name} must be in range of -${bound} to ${bound}°.`);
  return value;
}

function wanted(query: URLSearchParams, name: string, units: Readonly<Record<string, string>>): string[] {
  const names = query
    .getAll(name)
    .flatMap((text) => text.split(','))
    .filter((one) => one !== '');
  const unknown = names.find((one) => !Object.hasOwn(units, one));
  if (unknown !== undefined)
    throw new SampleApiError(
      400,
      `Data corrupted at path ''. Cannot initialize SurfacePressureAndHeightVariable from invalid String value ${unknown}.`,
    );
  return names;
}

function pick(values: Values, names: readonly string[]): object {
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}

function dayOf(latitude: number, longitude: number, date: string, index: number): Day {
  const place = [latitude.toFixed(1), longitude.toFixed(1), date];
  const month = Number(date.slice(5, 7));
  // Warmest in July, and colder by 0.7 degrees for each degree of latitude beyond 20, more so in winter.
  const season = Math.cos(((month - 7) / 12) * 2 * Math.PI);
  const mean = 24 - Math.max(0, latitude - 20) * (0.7 - 0.4 * season) + season * 4;
  const high = mean + 4 + chance(...place, 'high') * 4 - 2;
  const low = mean - 4 - chance(...place, 'low') * 3;
  const isShown =
    index === 1 && Math.abs(latitude - HANGZHOU.latitude) < 0.3 && Math.abs(longitude - HANGZHOU.longitude) < 0.3;
  const wetness = isShown ? 0.85 : chance(...place, 'rain');
  const isWet = wetness > 0.6;
  const snows = isWet && low < -2;
  return {
    weather_code: isShown
      ? 63
      : isWet
        ? snows
          ? choose([71, 73], ...place)
          : choose([61, 63, 80, 65], ...place)
        : choose([0, 1, 2, 3], ...place),
    temperature_2m_max: tenth(high),
    temperature_2m_min: tenth(low),
    precipitation_sum: isWet ? tenth((wetness - 0.55) * 30) : 0,
    precipitation_probability_max: Math.round(isWet ? 55 + wetness * 40 : wetness * 40),
    wind_speed_10m_max: tenth(6 + chance(...place, 'wind') * 22),
  };
}

function currentOf(today: Day, latitude: number, now: Date): Values {
  const hour = Number(minuteInShanghai(now).slice(11, 13));
  const warmth = 0.5 + 0.5 * Math.cos(((hour - 14) / 24) * 2 * Math.PI);
  return {
    temperature_2m: tenth(today.temperature_2m_min + (today.temperature_2m_max - today.temperature_2m_min) * warmth),
    relative_humidity_2m: Math.round(45 + chance('humidity', latitude.toFixed(1), hour) * 45),
    weather_code: today.weather_code,
    wind_speed_10m: tenth(today.wind_speed_10m_max * 0.6),
  };
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
