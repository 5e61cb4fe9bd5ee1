import { Decimal } from 'decimal.js';
import type { Metric, Unit } from '@/lib/analysis/definition-contracts';
import { formatValue, roundText, UNKNOWN } from '@/lib/analysis/format-value';
import { figureLabel, sentence } from '@/lib/analysis/internal/labels';
import { monthToDate, yearBefore, type Measured } from '@/lib/analysis/internal/measured';
import type { Figure, FigureKind, Subject } from '@/lib/analysis/result-contracts';
import { addDays } from '@/lib/text/add-days';

/** Changes below this are called flat. In percent. */
const FLAT_PERCENT = 0.5;
/** Contributions to a smaller change of the total explode: 1 % of nothing is everything. In percent. */
const CONTRIBUTION_FROM_PERCENT = 2;
const PERCENT: Unit = { kind: 'percent' };
const NUMBER: Unit = { kind: 'count', word: '' };

/** The id of a figure: `net`, `net.target_percent`, `net@region:华南.share_percent`. */
export function figureId(metric: string, subject: Subject | null, kind: FigureKind): string {
  const of = subject === null ? metric : `${metric}@${subject.dimension}:${subject.key}`;
  return kind === 'value' ? of : `${of}.${kind}`;
}

/** Collects the figures of a report, each once. */
export class FigureBook {
  readonly figures: Record<string, Figure> = {};
  private readonly language: 'zh' | 'en';

  constructor(
    private readonly measured: Measured,
    private readonly day: string,
    /** A part of a day is compared with nothing. */
    private readonly isWhole: boolean,
  ) {
    this.language = measured.definition.language;
  }

  /** The figures of a metric for the total or a member. @returns their ids by kind */
  add(metricName: string, subject: Subject | null): void {
    const metric = this.measured.metric(metricName);
    const at = (days: readonly string[]): Decimal | null => this.at(metricName, subject, days);
    const value = at([this.day]);
    this.set(metric, subject, 'value', value);
    this.addChange(metric, subject, 'previous_day', value, at([addDays(this.day, -1)]));
    this.addChange(metric, subject, 'previous_week', value, at([addDays(this.day, -7)]));
    const before = yearBefore(this.day);
    this.addChange(metric, subject, 'previous_year', value, before === null ? null : at([before]));
    if (metric.comparisons.includes('month_to_date'))
      this.set(metric, subject, 'month_value', at(monthToDate(this.day)));
    if (metric.comparisons.includes('target')) this.addTarget(metric, subject, value);
  }

  /** Places and shares of a dimension's members, and what each contributed to the total's change since last week. */
  addRanking(metricName: string, subjects: readonly Subject[]): void {
    const metric = this.measured.metric(metricName);
    const total = this.at(metricName, null, [this.day]);
    const before = this.at(metricName, null, [addDays(this.day, -7)]);
    const moved = total === null || before === null ? null : total.minus(before);
    const isMoved =
      this.isWhole &&
      moved !== null &&
      before !== null &&
      !before.isZero() &&
      moved.dividedBy(before).abs().times(100).gte(CONTRIBUTION_FROM_PERCENT);
    const isAdditive = metric.unit.kind !== 'percent';
    const values = subjects.flatMap((subject) => {
      const value = this.at(metricName, subject, [this.day]);
      return value === null ? [] : [{ subject, value }];
    });
    const order = values.toSorted((one, other) => other.value.comparedTo(one.value));
    for (const subject of subjects) {
      const place = order.findIndex((entry) => entry.subject.key === subject.key);
      this.set(metric, subject, 'rank', place === -1 ? null : new Decimal(place + 1), { unit: NUMBER, decimals: 0 });
      if (!isAdditive) continue;
      const value = order[place]?.value ?? null;
      const share = value === null || total === null || total.isZero() ? null : value.dividedBy(total).times(100);
      this.set(metric, subject, 'share_percent', share, { unit: PERCENT, decimals: 2 });
      const earlier = this.at(metricName, subject, [addDays(this.day, -7)]);
      const part =
        value === null || earlier === null || moved === null || !isMoved
          ? null
          : value.minus(earlier).dividedBy(moved).times(100);
      const missing = isMoved ? 'noBefore' : this.isWhole ? 'smallChange' : 'partOfDay';
      this.set(metric, subject, 'contribution_percent', part, { unit: PERCENT, decimals: 2, missing });
    }
  }

  /** Any other figure. @returns its id */
  set(
    metric: Metric,
    subject: Subject | null,
    kind: FigureKind,
    value: Decimal | null,
    given: {
      readonly unit?: Unit;
      readonly decimals?: number;
      readonly missing?: 'unknown' | 'noBefore' | 'smallChange' | 'partOfDay';
      readonly direction?: Figure['direction'];
      readonly queries?: readonly string[];
      readonly method?: string;
    } = {},
  ): string {
    const { unit = metric.unit, decimals = metric.decimals, missing = 'unknown', direction = null } = given;
    const id = figureId(metric.name, subject, kind);
    const text = value === null ? null : roundText(value, decimals);
    const dimensions = subject === null ? [] : [subject.dimension];
    this.figures[id] = {
      id,
      metric: metric.name,
      kind,
      subject,
      label: figureLabel({ metric: metric.label, kind, subject }, this.language),
      value: text,
      text: text === null ? UNKNOWN : formatValue(text, { unit, kind, decimals, language: this.language }),
      unit,
      decimals,
      direction,
      missing: text === null ? sentence(missing, this.language) : null,
      queries: [...(given.queries ?? this.measured.queriesOf(metric.name, dimensions))],
      method: given.method ?? metric.formula,
    };
    return id;
  }

  private at(metric: string, subject: Subject | null, days: readonly string[]): Decimal | null {
    const dimensions = subject === null ? [] : [subject.dimension];
    return this.measured.value(metric, dimensions, subject === null ? [] : [subject.key], days);
  }

  private addChange(
    metric: Metric,
    subject: Subject | null,
    comparison: 'previous_day' | 'previous_week' | 'previous_year',
    value: Decimal | null,
    before: Decimal | null,
  ): void {
    if (!metric.comparisons.includes(comparison)) return;
    const amount = !this.isWhole || value === null || before === null ? null : value.minus(before);
    const percent =
      amount === null || before === null || before.isZero() ? null : amount.dividedBy(before.abs()).times(100);
    const missing = !this.isWhole ? 'partOfDay' : value === null ? 'unknown' : 'noBefore';
    const direction = directionOf(percent, amount);
    this.set(metric, subject, `${comparison}_amount`, amount, { missing, direction });
    this.set(metric, subject, `${comparison}_percent`, percent, { unit: PERCENT, decimals: 2, missing, direction });
  }

  private addTarget(metric: Metric, subject: Subject | null, value: Decimal | null): void {
    const dimensions = subject === null ? [] : [subject.dimension];
    if (metric.target === null || !this.measured.covers(metric.target, dimensions)) return;
    const queries = this.measured.queriesOf(metric.target, dimensions);
    const target = this.at(metric.target, subject, [this.day]);
    const reached = (part: Decimal | null, of: Decimal | null): Decimal | null =>
      !this.isWhole || part === null || of === null || of.isZero() ? null : part.dividedBy(of).times(100);
    const missing = this.isWhole ? 'unknown' : 'partOfDay';
    const both = [...this.measured.queriesOf(metric.name, dimensions), ...queries];
    this.set(metric, subject, 'target', target, { queries });
    this.set(metric, subject, 'target_percent', reached(value, target), {
      unit: PERCENT,
      decimals: 2,
      queries: both,
      missing,
    });
    if (!metric.comparisons.includes('month_to_date')) return;
    const month = monthToDate(this.day);
    const monthTarget = this.at(metric.target, subject, month);
    this.set(metric, subject, 'month_target', monthTarget, { queries });
    const percent = reached(this.at(metric.name, subject, month), monthTarget);
    this.set(metric, subject, 'month_target_percent', percent, { unit: PERCENT, decimals: 2, queries: both, missing });
  }
}

function directionOf(percent: Decimal | null, amount: Decimal | null): Figure['direction'] {
  if (percent === null) return amount === null ? null : amount.isZero() ? 'flat' : amount.isPositive() ? 'up' : 'down';
  if (percent.abs().lt(FLAT_PERCENT)) return 'flat';
  return percent.isPositive() ? 'up' : 'down';
}
