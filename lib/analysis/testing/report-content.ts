import type { WordsSection } from '@/lib/analysis/definition-contracts';
import { formatValue } from '@/lib/analysis/format-value';
import { figureLabel } from '@/lib/analysis/internal/labels';
import type { Figure, FigureKind, ReportContent, Subject } from '@/lib/analysis/result-contracts';

type Language = 'zh' | 'en';

const REGIONS = {
  zh: { east: '华东', south: '华南', north: '华北' },
  en: { east: 'East China', south: 'South China', north: 'North China' },
} as const;

/** Value, changes from the day before and from last week, target reached. */
const VALUES = {
  total: ['1953506.03', '-8.74', '-10.21', '89.41'],
  east: ['498101.83', '0.87', '-3.49', '93.80'],
  south: ['289490.13', '-39.60', '-40.78', '61.99'],
  north: ['418999.52', '12.67', '0.20', '103.29'],
} as const;

/** A small report with a total, three regions and one anomaly, for tests of words. */
export function reportContent(language: Language): ReportContent {
  const figures: Record<string, Figure> = {};
  const add = (kind: FigureKind, key: keyof typeof VALUES, value: string): string => {
    const subject: Subject | null =
      key === 'total' ? null : { dimension: 'region', key, label: REGIONS[language][key] };
    const of = subject === null ? 'net' : `net@region:${key}`;
    const id = kind === 'value' ? of : `${of}.${kind}`;
    const isMoney = kind === 'value' || kind === 'expected';
    const unit = isMoney ? ({ kind: 'money', currency: 'CNY' } as const) : ({ kind: 'percent' } as const);
    const isChange = kind.startsWith('previous_') || kind === 'deviation_percent';
    const flat = Math.abs(Number(value)) < 0.5 ? 'flat' : null;
    figures[id] = {
      id,
      metric: 'net',
      kind,
      subject,
      label: figureLabel({ metric: language === 'zh' ? '净销售额' : 'net sales', kind, subject }, language),
      value,
      text: formatValue(value, { unit, kind, decimals: 2, language }),
      unit,
      decimals: 2,
      direction: isChange ? (flat ?? (value.startsWith('-') ? 'down' : 'up')) : null,
      missing: null,
      queries: ['q1'],
      method: 'sales.amount',
    };
    return id;
  };
  for (const key of ['total', 'east', 'south', 'north'] as const) {
    const [value, day, week, target] = VALUES[key];
    add('value', key, value);
    add('previous_day_percent', key, day);
    add('previous_week_percent', key, week);
    add('target_percent', key, target);
  }
  const expected = add('expected', 'south', '468669.62');
  const deviation = add('deviation_percent', 'south', '-38.23');
  const subject = { dimension: 'region', key: 'south', label: REGIONS[language].south };
  const anomaly = {
    rule: 'regions',
    subject,
    figures: { value: 'net@region:south', expected, deviation, score: deviation },
    direction: 'down' as const,
    baselineDays: [],
    reason: '',
    drivers: [],
  };
  return {
    title: 'test',
    language,
    timeZone: 'Asia/Shanghai',
    day: '2026-03-04',
    computedAt: '2026-03-05T00:00:00.000Z',
    notices: [],
    figures,
    blocks: [{ kind: 'anomalies', heading: 'x', anomalies: [anomaly] }],
    queries: [],
  };
}

/** A section over the regions of `reportContent`. */
export function wordsSection(given: Partial<WordsSection> = {}): WordsSection {
  return {
    kind: 'words',
    name: 'regions',
    heading: 'Regions',
    instruction: 'Say how the regions did.',
    metrics: ['net'],
    dimension: 'region',
    anomalies: false,
    opinion: false,
    ...given,
  };
}
