import type { FigureKind, Subject } from '@/lib/analysis/result-contracts';

type Language = 'zh' | 'en';

const KINDS: Readonly<Record<Language, Readonly<Record<FigureKind, string>>>> = {
  zh: {
    value: '',
    previous_day_amount: '较前一日增减',
    previous_day_percent: '较前一日',
    previous_week_amount: '较上周同日增减',
    previous_week_percent: '较上周同日',
    previous_year_amount: '较去年同日增减',
    previous_year_percent: '较去年同日',
    target: '目标',
    target_percent: '目标完成率',
    month_value: '本月累计',
    month_target: '本月累计目标',
    month_target_percent: '本月目标完成率',
    share_percent: '占比',
    rank: '排名',
    contribution_percent: '对较上周变化的贡献',
    expected: '预期值',
    deviation_percent: '偏离预期',
    score: '稳健 z 值',
  },
  en: {
    value: '',
    previous_day_amount: 'change from the day before',
    previous_day_percent: 'change from the day before, %',
    previous_week_amount: 'change from the same day last week',
    previous_week_percent: 'change from the same day last week, %',
    previous_year_amount: 'change from the same day last year',
    previous_year_percent: 'change from the same day last year, %',
    target: 'target',
    target_percent: 'target reached',
    month_value: 'month to date',
    month_target: 'target, month to date',
    month_target_percent: 'target reached, month to date',
    share_percent: 'share',
    rank: 'rank',
    contribution_percent: 'contribution to the change from last week',
    expected: 'expected',
    deviation_percent: 'deviation from the expected value',
    score: 'robust z',
  },
};

/** What a kind of figure is called on its own, as in the head of a column. Empty for the value itself. */
export function kindLabel(kind: FigureKind, language: Language): string {
  return KINDS[language][kind];
}

/** What a figure is called in full: `华南净销售额较上周同日`. */
export function figureLabel(
  { metric, kind, subject }: { readonly metric: string; readonly kind: FigureKind; readonly subject: Subject | null },
  language: Language,
): string {
  const of = kindLabel(kind, language);
  if (language === 'zh') return `${subject?.label ?? ''}${metric}${of}`;
  const named = subject === null ? metric : `${metric} of ${subject.label}`;
  return of === '' ? named : `${named}, ${of}`;
}

const SENTENCES = {
  zh: {
    empty: ({ names }) => `${names}在这一天没有任何数据。报告不会把它当作 0。`,
    partialDay: ({ time, until }) => `数据只到当天 ${time}（通常至少到 ${until}）：这一天还不完整，不能与整天比较。`,
    stale: ({ day }) => `最近有数据的一天是 ${day}。`,
    partOfDay: () => '这一天不完整，不作比较',
    today: () => '这一天还没有结束：数字只是截至目前的部分。',
    missing: ({ count, names }) => `${count} 个应有数据的成员没有数据：${names}。缺失不等于 0，也不参与排名。`,
    holiday: ({ name }) => `这一天是${name}，不做异常判断。`,
    unknownYear: ({ year }) => `没有 ${year} 年的节假日安排：不做异常判断。`,
    noBaseline: ({ names }) => `可比的日子不足，未判断异常：${names}。`,
    notComparable: ({ day, name }) => `上周同日（${day}）是${name}，与它的比较仅供参考。`,
    unknown: () => '没有数据',
    noBefore: () => '没有可比的数据',
    smallChange: () => '总体变化不到 2%，不计算贡献',
    reason: ({ days, weekday, z, percent }) =>
      `与此前 ${days} 个可比的${weekday}的中位数比较；|z| ≥ ${z} 且偏离 ≥ ${percent}% 时标为异常。`,
    reasonShare: ({ days, weekday, z, percent }) =>
      `按占上级的份额与此前 ${days} 个可比的${weekday}的中位数比较；|z| ≥ ${z} 且偏离 ≥ ${percent}% 时标为异常。`,
    driver: ({ amount, rest }) => `比平时多 ${amount}；不计它，偏离为 ${rest}`,
    driverLess: ({ amount, rest }) => `比平时少 ${amount}；不计它，偏离为 ${rest}`,
  },
  en: {
    empty: ({ names }) => `${names} has no data for this day. The report does not take that for 0.`,
    partialDay: ({ time, until }) =>
      `The data of the day end at ${time} (usually ${until} or later): it is not a whole day and cannot be compared with one.`,
    stale: ({ day }) => `The newest day with data is ${day}.`,
    partOfDay: () => 'the day is not whole and is not compared',
    today: () => 'The day is not over: the figures are a part of it.',
    missing: ({ count, names }) =>
      `${count} expected to have data have none: ${names}. Missing is not 0, and they are not ranked.`,
    holiday: ({ name }) => `The day is a ${name}: anomalies are not judged.`,
    unknownYear: ({ year }) => `The holidays of ${year} are not known: anomalies are not judged.`,
    noBaseline: ({ names }) => `Too few comparable days, anomalies not judged: ${names}.`,
    notComparable: ({ day, name }) => `The same day last week (${day}) was a ${name}: compare with care.`,
    unknown: () => 'no data',
    noBefore: () => 'nothing to compare with',
    smallChange: () => 'the total moved by less than 2 %: contributions are not computed',
    reason: ({ days, weekday, z, percent }) =>
      `Compared with the median of ${days} comparable days before it (${weekday}); flagged where |z| ≥ ${z} and the deviation ≥ ${percent} %.`,
    reasonShare: ({ days, weekday, z, percent }) =>
      `Its share is compared with the median of ${days} comparable days before it (${weekday}); flagged where |z| ≥ ${z} and the deviation ≥ ${percent} %.`,
    driver: ({ amount, rest }) => `${amount} above its usual level; without it the deviation is ${rest}`,
    driverLess: ({ amount, rest }) => `${amount} below its usual level; without it the deviation is ${rest}`,
  },
} satisfies Record<Language, Record<string, (values: Record<string, string | number>) => string>>;

/** A sentence of a report, in its own language: it goes out as it is, to readers of any. */
export function sentence(
  name: keyof (typeof SENTENCES)['zh'],
  language: Language,
  values: Record<string, string | number> = {},
): string {
  return SENTENCES[language][name](values);
}

const DAY_TYPES = {
  zh: { workday: '工作日', weekend: '周末', holiday: '法定节假日', make_up: '调休上班日', unknown: '类型不明的日子' },
  en: {
    workday: 'working day',
    weekend: 'weekend day',
    holiday: 'public holiday',
    make_up: 'make-up working day',
    unknown: 'day of unknown kind',
  },
} as const;

export function dayTypeLabel(type: keyof (typeof DAY_TYPES)['zh'], language: Language): string {
  return DAY_TYPES[language][type];
}

/** 星期三, Wednesday. */
export function weekdayLabel(day: string, language: Language): string {
  const format = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en', { weekday: 'long', timeZone: 'UTC' });
  return format.format(new Date(`${day}T00:00:00Z`));
}
