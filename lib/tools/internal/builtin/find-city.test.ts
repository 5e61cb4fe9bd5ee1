import { describe, expect, it } from 'vitest';
import { CITIES, findCity } from '@/lib/tools/internal/builtin/find-city';

describe('findCity', () => {
  it.each([
    ['杭州', '杭州市'],
    ['杭州市', '杭州市'],
    ['hangzhou', '杭州市'],
    ['Hang Zhou', '杭州市'],
    ['HANGZHOU', '杭州市'],
    ['浙江杭州', '杭州市'],
    ['浙江省杭州市西湖区', '杭州市'],
    ['浙江', '杭州市'],
    ['北京', '北京市'],
    ['北京朝阳', '北京市'],
    ['吉林长春', '长春市'],
    ['吉林', '吉林市'],
    ['吉林省', '长春市'],
    ['重庆', '重庆市'],
    ['大理', '大理白族自治州'],
    ['大理州', '大理白族自治州'],
    ['乌鲁木齐', '乌鲁木齐市'],
    ['urumqi', '乌鲁木齐市'],
    ['哈尔滨', '哈尔滨市'],
    ['harbin', '哈尔滨市'],
    ['香港', '香港特别行政区'],
    ['Hong Kong', '香港特别行政区'],
    ['台北', '台北市'],
    ['海南', '海口市'],
    ['苏州', '苏州市'],
    ['宿州', '宿州市'],
    ['延吉', '延边朝鲜族自治州'],
    [' 上海 ', '上海市'],
  ])('%s is %s', (given, name) => expect(findCity(given).name).toBe(name));

  it.each(['suzhou', 'yulin', 'taizhou', 'fuzhou', 'yichun'])('%s names two cities and says so', (given) => {
    expect(() => findCity(given)).toThrow(expect.objectContaining({ code: 'weather-city-ambiguous' }));
  });

  it.each(['', '东京', 'gotham', '__proto__', 'constructor', '市', '杭'])('does not guess for “%s”', (given) => {
    expect(() => findCity(given)).toThrow(expect.objectContaining({ code: 'weather-city-unknown' }));
  });

  it('has every prefecture-level place once, with coordinates in China', () => {
    expect(CITIES.length).toBeGreaterThan(340);
    expect(new Set(CITIES.map(({ name }) => name)).size).toBe(CITIES.length);
    for (const { name, latitude, longitude, pinyin } of CITIES) {
      expect({
        name,
        ok: latitude > 16 && latitude < 54 && longitude > 73 && longitude < 136 && /^[a-z]+$/.test(pinyin),
      }).toEqual({ name, ok: true });
    }
    // Against figures of another source, so that a province's capital is not somewhere else.
    for (const [name, latitude, longitude] of [
      ['广州市', 23.13, 113.26],
      ['成都市', 30.57, 104.07],
      ['拉萨市', 29.65, 91.13],
      ['哈尔滨市', 45.75, 126.63],
    ] as const) {
      const city = findCity(name);
      expect(Math.hypot(city.latitude - latitude, city.longitude - longitude)).toBeLessThan(0.3);
    }
  });
});
