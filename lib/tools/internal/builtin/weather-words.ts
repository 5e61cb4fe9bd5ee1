import 'server-only';

/** WMO weather interpretation codes, as listed in the documentation of Open-Meteo. */
const WORDS: Readonly<Record<number, readonly [string, string]>> = {
  0: ['晴', 'clear'],
  1: ['大部晴朗', 'mainly clear'],
  2: ['多云', 'partly cloudy'],
  3: ['阴', 'overcast'],
  45: ['雾', 'fog'],
  48: ['雾凇', 'rime fog'],
  51: ['轻微毛毛雨', 'light drizzle'],
  53: ['毛毛雨', 'drizzle'],
  55: ['密集毛毛雨', 'dense drizzle'],
  56: ['轻微冻毛毛雨', 'light freezing drizzle'],
  57: ['冻毛毛雨', 'freezing drizzle'],
  61: ['小雨', 'light rain'],
  63: ['中雨', 'rain'],
  65: ['大雨', 'heavy rain'],
  66: ['小冻雨', 'light freezing rain'],
  67: ['冻雨', 'freezing rain'],
  71: ['小雪', 'light snow'],
  73: ['中雪', 'snow'],
  75: ['大雪', 'heavy snow'],
  77: ['米雪', 'snow grains'],
  80: ['小阵雨', 'light showers'],
  81: ['阵雨', 'showers'],
  82: ['强阵雨', 'violent showers'],
  85: ['小阵雪', 'light snow showers'],
  86: ['阵雪', 'snow showers'],
  95: ['雷阵雨', 'thunderstorm'],
  96: ['雷阵雨伴冰雹', 'thunderstorm with hail'],
  99: ['强雷阵雨伴冰雹', 'thunderstorm with heavy hail'],
};

/** A weather code in words; an unknown code is returned as it is. */
export function weatherWord(code: number, locale: 'zh' | 'en'): string {
  const words = WORDS[code];
  if (words === undefined) return locale === 'zh' ? `天气代码 ${code}` : `weather code ${code}`;
  return locale === 'zh' ? words[0] : words[1];
}
