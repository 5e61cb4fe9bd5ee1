import type { Locale } from '@/lib/i18n/locales';
import type { ArgumentName, JsonObject } from '@/lib/tools/contracts';

/**
 * English texts of built-in tools, by tool name. The model gets the Chinese texts. Texts that an admin wrote are not
 * here and are shown as they are.
 */
const ENGLISH: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  weather: {
    天气预报: 'Weather forecast',
    '查询中国城市当前天气和未来 1–7 天的预报：天气、最高最低气温、降水概率和降水量、风速。今天、明天、后天都在结果里。':
      'The weather in a Chinese city now and for the next 1 to 7 days: conditions, highs and lows, chance and amount of rain, wind.',
    城市: 'City',
    '如 杭州、杭州市 或 hangzhou': 'Such as 杭州, 杭州市 or hangzhou',
    天数: 'Days',
    '从今天起几天，默认 3': 'From today on; 3 unless given',
  },
  current_time: {
    当前时间: 'Current time',
    '查询现在的日期、时间和星期。默认公司所在地的时间，也可以指定时区（IANA 名称，如 America/New_York）。':
      'The date, time and weekday now: where the company is, or in a time zone (IANA name, such as America/New_York).',
    时区: 'Time zone',
    'IANA 名称，默认公司所在时区': 'IANA name; the company’s time zone unless given',
  },
  holidays: {
    节假日: 'Public holidays',
    '查询中国法定节假日与调休安排（国务院通知，{years} 年）。给出 date 判断某天是否上班；给出 year 列出全年；都不给则查今天。':
      'Public holidays and make-up working days in China (notices of the State Council, {years}). With a date: whether it is a working day; with a year: all of that year; with neither: today.',
    日期: 'Date',
    '某一天，YYYY-MM-DD': 'One day, YYYY-MM-DD',
    年份: 'Year',
    列出这一年: 'Lists this year',
  },
  calculator: {
    计算器: 'Calculator',
    '精确计算一个算术式（十进制，不丢精度）。支持 + - * / ^ 括号、百分号（15% 即 0.15）、sqrt abs floor ceil round(x,位数) mod(a,b) min max sum avg ln log、pi、e。凡是数字运算都应使用本工具，不要心算。':
      'Computes an expression exactly, in decimals: + - * / ^, brackets, per cent (15% is 0.15), sqrt abs floor ceil round(x,digits) mod(a,b) min max sum avg ln log, pi, e.',
    算式: 'Expression',
    '例如 (1299.9*3-200)*0.85': 'Such as (1299.9*3-200)*0.85',
  },
  search_my_conversations: {
    搜索我的对话: 'Search my conversations',
    '在提问者本人以往的对话里搜索关键词，返回标题、片段和时间。查不到别人的对话。':
      'Finds words in your own earlier conversations: titles, passages and times. Never in anybody else’s.',
    关键词: 'Words',
    用空格分隔: 'Separated by blanks',
    最多返回几条: 'Maximum results',
    '默认 5': '5 unless given',
  },
  get_order: {
    查询订单: 'Look up an order',
    '按订单号查询一笔订单：状态、商品、金额、物流轨迹和预计送达日期。':
      'One order by its number: state, goods, amount, tracking and expected delivery.',
    订单号: 'Order number',
    '例如 SO-10010': 'Such as SO-10010',
  },
  search_orders: {
    搜索订单: 'Search orders',
    '不知道订单号时，按客户姓名、手机尾号或状态搜索订单，新的在前。':
      'Without an order number: orders by customer, end of the phone number or state, newest first.',
    客户姓名: 'Customer',
    手机尾号: 'End of the phone number',
    手机号后四位: 'Its last four digits',
    订单状态: 'State',
    最多返回几条: 'Maximum results',
    '默认 5': '5 unless given',
  },
  refund_order: {
    订单退款: 'Refund an order',
    '为一笔订单退款（部分或全部）。会真正改动订单，需要管理员审批。':
      'Refunds an order, in part or in full. It changes the order and needs an admin’s approval.',
    订单号: 'Order number',
    '例如 SO-10010': 'Such as SO-10010',
    '退款金额（元）': 'Amount (yuan)',
    不超过订单剩余可退金额: 'No more than what can still be refunded',
    退款原因: 'Reason',
  },
};
const YEARS = /\d{4}–\d{4}/;

/** Translates a text of a built-in tool into the reader's language; other texts are returned as they are. */
export function translateBuiltinText(toolName: string, text: string, locale: Locale): string {
  const words = locale === 'zh' ? undefined : Object.entries(ENGLISH).find(([name]) => name === toolName)?.[1];
  if (words === undefined) return text;
  const [years = ''] = YEARS.exec(text) ?? [];
  return words[text.replace(YEARS, '{years}')]?.replace('{years}', years) ?? text;
}

/**
 * A tool with its title and description in the reader's language. Only for display, never for a form that changes the
 * tool.
 */
export function translateBuiltinTool<
  Tool extends { readonly name: string; readonly title: string; readonly description?: string },
>(tool: Tool, locale: Locale): Tool {
  const { name, title, description } = tool;
  return {
    ...tool,
    title: translateBuiltinText(name, title, locale),
    ...(description === undefined ? {} : { description: translateBuiltinText(name, description, locale) }),
  };
}

/** The names of a tool's arguments in a language, where Yika defined them. */
export function translateArgumentNames(
  toolName: string,
  names: readonly ArgumentName[],
  locale: Locale,
): ArgumentName[] {
  return names.map(({ path, title }) => ({ path, title: translateBuiltinText(toolName, title, locale) }));
}

/** A JSON Schema with its titles and descriptions in the reader's language. */
export function translateBuiltinSchema(toolName: string, schema: JsonObject, locale: Locale): JsonObject {
  return Object.fromEntries(
    Object.entries(schema).map(([word, value]) => [word, saidIn(toolName, word, value, locale)]),
  );
}

function saidIn(toolName: string, word: string, value: JsonObject[string], locale: Locale): JsonObject[string] {
  if (typeof value === 'string')
    return word === 'title' || word === 'description' ? translateBuiltinText(toolName, value, locale) : value;
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? translateBuiltinSchema(toolName, value, locale)
    : value;
}
