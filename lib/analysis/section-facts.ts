import { Decimal } from 'decimal.js';
import type { WordsSection } from '@/lib/analysis/definition-contracts';
import { figureDirection, isTargetPercent } from '@/lib/analysis/internal/figure-direction';
import type { Anomaly, Figure, FigureKind, ReportContent } from '@/lib/analysis/result-contracts';

/** A figure as the model gets it: its id, what it is called, and what it says in words without digits. */
export interface Fact {
  readonly id: string;
  readonly label: string;
  readonly words: string;
}

/** In the order in which a reader expects them. */
const KINDS: readonly FigureKind[] = [
  'value',
  'previous_day_percent',
  'previous_week_percent',
  'previous_year_percent',
  'target_percent',
  'month_value',
  'month_target_percent',
  'share_percent',
  'rank',
  'contribution_percent',
];
/** Of a long dimension the largest and the smallest members are given: a small model reads no more with care. */
const MOST_MEMBERS = 12;

/** The figures that a section may name; figures that are not known are none. */
export function figuresOf(section: WordsSection, content: ReportContent): Figure[] {
  const all = Object.values(content.figures).filter(({ value }) => value !== null);
  const found = section.metrics.flatMap((metric) => {
    const own = all.filter((figure) => figure.metric === metric);
    const members = section.dimension === null ? [] : membersOf(own, section.dimension);
    return [null, ...members].flatMap((key) =>
      KINDS.flatMap((kind) =>
        own.filter(
          (figure) =>
            figure.kind === kind &&
            (key === null
              ? figure.subject === null
              : figure.subject?.dimension === section.dimension && figure.subject.key === key),
        ),
      ),
    );
  });
  const judged = (section.anomalies ? anomaliesOf(content) : []).flatMap(({ figures }) =>
    [figures.value, figures.expected, figures.deviation].flatMap((id) => content.figures[id] ?? []),
  );
  return [...new Set([...found, ...judged])];
}

/** The anomalies of a report. */
export function anomaliesOf({ blocks }: ReportContent): Anomaly[] {
  return blocks.flatMap((block) => (block.kind === 'anomalies' ? block.anomalies : []));
}

/** What the model is given instead of numbers. */
export function factsOf(section: WordsSection, content: ReportContent): Fact[] {
  return figuresOf(section, content).map((figure) => ({
    id: figure.id,
    label: figure.label,
    words: wordsOf(figure, content),
  }));
}

function membersOf(figures: readonly Figure[], dimension: string): string[] {
  const values = figures.flatMap(({ kind, subject, value }) =>
    kind === 'value' && subject?.dimension === dimension && value !== null
      ? [{ key: subject.key, value: new Decimal(value) }]
      : [],
  );
  if (values.length <= MOST_MEMBERS) return values.map(({ key }) => key);
  const sorted = values.toSorted((one, other) => other.value.comparedTo(one.value));
  return [...sorted.slice(0, MOST_MEMBERS / 2), ...sorted.slice(-MOST_MEMBERS / 2)].map(({ key }) => key);
}

const SIZES = [
  { below: 3, zh: '小幅', en: 'small' },
  { below: 10, zh: '', en: 'moderate' },
  { below: Number.POSITIVE_INFINITY, zh: '大幅', en: 'large' },
];

function wordsOf(figure: Figure, content: ReportContent): string {
  const { language, figures } = content;
  const isZh = language === 'zh';
  const { kind, value } = figure;
  if (value === null) return '';
  const size = new Decimal(value).abs();
  const direction = figureDirection(figure, figures);
  if (isTargetPercent(kind)) {
    const isNear = new Decimal(value).minus(100).abs().lt(5);
    if (direction === 'up')
      return isZh ? `${isNear ? '' : '明显'}超过目标` : isNear ? 'target reached' : 'well above target';
    return isZh ? `${isNear ? '略' : '明显'}低于目标` : isNear ? 'slightly below target' : 'well below target';
  }
  if (kind === 'contribution_percent') return contributionWords(value, isZh);
  if (kind === 'rank') return isZh ? '名次' : 'place in the ranking';
  if (direction === null) return isZh ? '数值' : 'a value';
  if (direction === 'flat') return isZh ? '基本持平' : 'about level';
  const found = SIZES.find(({ below }) => size.lt(below));
  if (isZh) return `${found?.zh ?? ''}${direction === 'up' ? '上升' : '下降'}`;
  return `${found?.en ?? ''} ${direction === 'up' ? 'rise' : 'fall'}`;
}

function contributionWords(value: string, isZh: boolean): string {
  const part = new Decimal(value);
  if (part.isNegative()) return isZh ? '与总体变化方向相反' : 'moved against the total';
  if (part.gte(50)) return isZh ? '总体变化的主要来源' : 'the main source of the total’s change';
  return isZh ? '总体变化的部分来源' : 'a part of the total’s change';
}
