import 'server-only';
import { z } from 'zod';
import { AppError } from '@/lib/errors/app-error';
import gazetteer from '@/lib/tools/internal/builtin/china-cities.json';

const citySchema = z.object({
  name: z.string(),
  short: z.string(),
  province: z.string(),
  pinyin: z.string(),
  latitude: z.number(),
  longitude: z.number(),
  aliases: z.array(z.string()),
});
export type City = z.infer<typeof citySchema>;

/**
 * Prefecture-level cities, areas, leagues and prefectures, and counties that stand under a province. Source and
 * licences: the file itself.
 */
export const CITIES: readonly City[] = z
  .object({ source: z.string(), cities: z.array(citySchema) })
  .parse(gazetteer).cities;

const BY_NAME = indexOf(CITIES);
const SHORT_NAMES = [...new Set(CITIES.map(({ short }) => short))].sort((left, right) => right.length - left.length);
const MAX_LISTED = 8;

/**
 * Finds the city that a text names: 杭州, 杭州市, 浙江杭州, 杭州市西湖区, hangzhou, Hang Zhou; a province stands for its capital.
 * @throws AppError `weather-city-unknown`, `weather-city-ambiguous` (suzhou, yulin and others name two)
 */
export function findCity(given: string): City {
  const name = plain(given);
  const found = BY_NAME.get(name) ?? BY_NAME.get(name.replace(/(市|州|盟|地区|shi)$/, '')) ?? inside(name);
  const [city, ...others] = found;
  if (city === undefined)
    throw new AppError({
      kind: 'not-found',
      code: 'weather-city-unknown',
      detail: 'not in the gazetteer of Chinese cities',
      values: { city: given.slice(0, 40) },
    });
  if (others.length > 0) {
    const cities = found
      .slice(0, MAX_LISTED)
      .map((one) => `${one.name}（${one.province}）`)
      .join('、');
    throw new AppError({
      kind: 'invalid',
      code: 'weather-city-ambiguous',
      detail: 'several cities have this name',
      values: { city: given.slice(0, 40), cities },
    });
  }
  return city;
}

/**
 * 浙江省杭州市西湖区: the first city in the text. 吉林 may be the province of the city after it (吉林长春); a district with another
 * city's name (北京朝阳) does not count.
 */
function inside(name: string): readonly City[] {
  const named = SHORT_NAMES.filter((short) => short.length >= 2 && name.includes(short)).sort(
    (left, right) => name.indexOf(left) - name.indexOf(right),
  );
  const [first, ...later] = named;
  if (first === undefined) return [];
  const inProvince = later.find(
    (short) => BY_NAME.get(short)?.some(({ province }) => province.startsWith(first)) === true,
  );
  return BY_NAME.get(inProvince ?? first) ?? [];
}

function indexOf(cities: readonly City[]): Map<string, readonly City[]> {
  const index = new Map<string, City[]>();
  for (const city of cities) {
    for (const name of new Set([city.name, city.short, city.pinyin, ...city.aliases].map(plain)))
      index.set(name, [...(index.get(name) ?? []), city]);
  }
  return index;
}

function plain(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s'’·.-]/g, '');
}
