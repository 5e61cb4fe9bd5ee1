const CITIES =
  '北京 上海 天津 重庆 广州 深圳 杭州 南京 苏州 无锡 常州 南通 宁波 温州 绍兴 嘉兴 金华 台州 合肥 芜湖 福州 厦门 泉州 南昌 赣州 济南 青岛 烟台 潍坊 郑州 洛阳 武汉 宜昌 襄阳 长沙 株洲 佛山 东莞 珠海 中山 惠州 汕头 湛江 南宁 桂林 柳州 海口 三亚 成都 绵阳 贵阳 遵义 昆明 大理 丽江 拉萨 西安 咸阳 兰州 西宁 银川 乌鲁木齐 呼和浩特 包头 太原 大同 石家庄 唐山 保定 廊坊 沈阳 大连 长春 吉林 哈尔滨 大庆 香港 澳门 台北 高雄 东京 首尔 新加坡 纽约 伦敦 巴黎 Beijing Shanghai Tianjin Chongqing Guangzhou Shenzhen Hangzhou Nanjing Suzhou Ningbo Wuhan Chengdu Xiamen Qingdao Dalian Kunming Changsha Zhengzhou Jinan Shenyang Harbin Tokyo Seoul Singapore London Paris Berlin Sydney Boston Chicago Seattle'.split(
    ' ',
  );

const ENGLISH_CITIES = [...CITIES, 'Hong Kong', 'New York', 'San Francisco', "Xi'an"];

const byPosition = (text: string, found: readonly string[]): string[] =>
  [...new Set(found)].sort((first, second) => text.indexOf(first) - text.indexOf(second));

/** Cities of the gazetteer in a text, in the text's own order. */
export function findCities(text: string): string[] {
  const lower = text.toLowerCase();
  const found = ENGLISH_CITIES.filter((city) => lower.includes(city.toLowerCase()));
  return byPosition(
    lower,
    found.map((city) => city.toLowerCase()),
  ).map((city) => found.find((one) => one.toLowerCase() === city) ?? city);
}

/** Order numbers and other ids: letters and digits together, or at least six digits. */
export function findIds(text: string): string[] {
  const mixed =
    text.match(/(?<![A-Za-z0-9])(?=[A-Za-z0-9_-]*\d)(?=[A-Za-z0-9_-]*[A-Za-z])[A-Za-z0-9][A-Za-z0-9_-]{2,39}/g) ?? [];
  const long = text.match(/(?<![A-Za-z0-9.-])\d{6,}(?![A-Za-z0-9.-])/g) ?? [];
  return byPosition(
    text,
    [...mixed, ...long].filter((id) => !/^\d{4}-\d{2}-\d{2}/.test(id)),
  );
}

/** Email addresses in a text, in order. */
export const findEmails = (text: string): string[] => [...(text.match(/[\w.+-]+@[\w-]+(\.[\w-]+)+/g) ?? [])];

/** Chinese mobile numbers in a text, in order. */
export const findPhones = (text: string): string[] => [...(text.match(/(?<!\d)1[3-9]\d{9}(?!\d)/g) ?? [])];

/** HTTP addresses in a text, in order. */
export const findUrls = (text: string): string[] => [...(text.match(/https?:\/\/[^\s，。）)]+/g) ?? [])];

/** Text in quotation marks. */
export const findQuoted = (text: string): string[] =>
  [...text.matchAll(/[“"「『《]([^”"」』》]{1,500})[”"」』》]/g)].map((match) => match[1] ?? '');

/** An arithmetic expression with at least one operator, in plain characters. */
export function findExpression(text: string): string | null {
  const plain = text
    .replaceAll('×', '*')
    .replaceAll('÷', '/')
    .replaceAll('（', '(')
    .replaceAll('）', ')')
    .replaceAll('加', '+')
    .replaceAll('减', '-')
    .replaceAll('乘以', '*')
    .replaceAll('乘', '*')
    .replaceAll('除以', '/');
  const found = plain.match(/[-(\d][\d\s.+\-*/()%^]*[\d)%]/g) ?? [];
  const best = found
    .map((one) => one.trim())
    .find((one) => /\d\s*[+\-*/%^]\s*[\d(-]/.test(one) && !/^\d{4}-\d{1,2}-\d{1,2}/.test(one));
  return best ?? null;
}

/** Numbers that are neither part of an id nor of a date. */
export function findNumbers(text: string): number[] {
  const bare = text.replace(/\d{4}-\d{1,2}-\d{1,2}/g, ' ').replace(/\d{1,4}年|\d{1,2}月\d{1,2}[日号]?/g, ' ');
  return [...bare.matchAll(/(?<![A-Za-z0-9_.-])-?\d+(?:\.\d+)?(?![A-Za-z0-9_])/g)]
    .map((match) => Number(match[0]))
    .filter((value) => Math.abs(value) < 1e12);
}

/** A number that stands before one of the units, such as 元 or 天. */
export function findNumberBefore(text: string, units: string): number | null {
  const found = new RegExp('(\\d+(?:\\.\\d+)?)\\s*(?:' + units + ')', 'i').exec(text);
  return found === null ? null : Number(found[1]);
}
