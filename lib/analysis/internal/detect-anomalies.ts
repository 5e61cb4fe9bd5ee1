import { Decimal } from 'decimal.js';
import type { AnomalyRule } from '@/lib/analysis/definition-contracts';
import { formatValue, roundText } from '@/lib/analysis/format-value';
import type { FigureBook } from '@/lib/analysis/internal/figures';
import { figureId } from '@/lib/analysis/internal/figures';
import { sentence, weekdayLabel } from '@/lib/analysis/internal/labels';
import type { Measured } from '@/lib/analysis/internal/measured';
import type { Anomaly, Subject } from '@/lib/analysis/result-contracts';
import { addDays } from '@/lib/text/add-days';
import { isOrdinaryDay } from '@/lib/text/chinese-days';

/** Makes a median absolute deviation comparable with a standard deviation (Iglewicz and Hoaglin, 1993). */
const MAD_SCALE = new Decimal('0.6745');
/** A member explains a deviation when it makes up at least this part of it. */
const DRIVER_SHARE = 0.5;
const MOST_DRIVERS = 3;

/** A value of a subject on a day; null: not known. */
type Series = (day: string) => Decimal | null;

export interface Judged {
  readonly anomalies: readonly Anomaly[];
  /** Subjects with too few comparable days. */
  readonly withoutBaseline: readonly Subject[];
}

/**
 * Compares each member with its own same weekdays: up to `baselineDays` of the `weeks` before, without holidays and
 * make-up workdays. z = 0.6745 × (x - median) / max(MAD, floor). Flagged where |z| and the deviation from the median
 * are both large, so that neither a quiet member's small change nor a noisy member's usual one is called an anomaly.
 */
export function detectAnomalies(
  rule: AnomalyRule,
  { measured, book, day }: { readonly measured: Measured; readonly book: FigureBook; readonly day: string },
): Judged {
  const subjects = rule.dimension === null ? [null] : measured.subjects(rule.dimension, day);
  const days = comparableDays(day, rule.weeks);
  const anomalies: Anomaly[] = [];
  const withoutBaseline: Subject[] = [];
  for (const subject of subjects) {
    const judged = judge(seriesOf(rule, measured, subject), { day, days, rule });
    if (judged === 'short' && subject !== null) withoutBaseline.push(subject);
    if (judged === null || judged === 'short') continue;
    anomalies.push(describe(rule, { measured, book, day, subject, ...judged }));
  }
  return { anomalies, withoutBaseline };
}

function comparableDays(day: string, weeks: number): string[] {
  const days = Array.from({ length: weeks }, (_, index) => addDays(day, -7 * (index + 1)));
  return days.filter(isOrdinaryDay);
}

function seriesOf(rule: AnomalyRule, measured: Measured, subject: Subject | null): Series {
  const { metric, dimension } = rule;
  if (subject === null || dimension === null) return (day) => measured.value(metric, [], [], [day]);
  const own: Series = (day) => measured.value(metric, [dimension], [subject.key], [day]);
  if (!rule.shareOfParent) return own;
  const parent = measured.definition.dimensions.find(({ name }) => name === dimension)?.parent ?? null;
  const member = measured.members.get(dimension)?.find((one) => one.subject.key === subject.key);
  const whole: Series =
    parent === null || member === undefined || member.parent === null
      ? (day) => measured.value(metric, [], [], [day])
      : (day) => measured.value(metric, [parent], [member.parent ?? ''], [day]);
  return (day) => {
    const [part, all] = [own(day), whole(day)];
    return part === null || all === null || all.isZero() ? null : part.dividedBy(all).times(100);
  };
}

interface Flag {
  readonly value: Decimal;
  readonly expected: Decimal;
  readonly deviation: Decimal;
  readonly score: Decimal;
  readonly baseline: readonly string[];
}

/** Null: nothing to say; short: too few comparable days. */
function judge(
  series: Series,
  { day, days, rule }: { readonly day: string; readonly days: readonly string[]; readonly rule: AnomalyRule },
): Flag | 'short' | null {
  const value = series(day);
  if (value === null) return null;
  const known = days.flatMap((one) => {
    const before = series(one);
    return before === null ? [] : [{ day: one, value: before }];
  });
  const baseline = known.slice(0, rule.baselineDays);
  if (baseline.length < rule.minimumDays) return 'short';
  const expected = median(baseline.map((one) => one.value));
  if (expected.isZero()) return null;
  const spread = median(baseline.map((one) => one.value.minus(expected).abs()));
  const floor = expected.abs().times(rule.spreadFloorPercent).dividedBy(100);
  const width = Decimal.max(spread, floor);
  if (width.isZero()) return null;
  const score = MAD_SCALE.times(value.minus(expected)).dividedBy(width);
  const deviation = value.minus(expected).dividedBy(expected.abs()).times(100);
  const isFlagged = score.abs().gte(rule.minimumScore) && deviation.abs().gte(rule.minimumDeviationPercent);
  return isFlagged ? { value, expected, deviation, score, baseline: baseline.map((one) => one.day) } : null;
}

function describe(
  rule: AnomalyRule,
  flag: Flag & {
    readonly measured: Measured;
    readonly book: FigureBook;
    readonly day: string;
    readonly subject: Subject | null;
  },
): Anomaly {
  const { measured, book, day, subject, baseline } = flag;
  const { language } = measured.definition;
  const metric = measured.metric(rule.metric);
  const direction = flag.score.isPositive() ? ('up' as const) : ('down' as const);
  const method = rule.name;
  // Of a share: what the member would have had of its parent's present value.
  const own = seriesOf({ ...rule, shareOfParent: false }, measured, subject)(day);
  const expected = rule.shareOfParent ? flag.expected.dividedBy(flag.value).times(own ?? 0) : flag.expected;
  const values = {
    days: baseline.length,
    weekday: weekdayLabel(day, language),
    z: rule.minimumScore,
    percent: rule.minimumDeviationPercent,
  };
  return {
    rule: rule.name,
    subject,
    figures: {
      value: figureId(metric.name, subject, 'value'),
      expected: book.set(metric, subject, 'expected', expected, { method }),
      deviation: book.set(metric, subject, 'deviation_percent', flag.deviation, {
        unit: { kind: 'percent' },
        decimals: 2,
        direction,
        method,
      }),
      score: book.set(metric, subject, 'score', flag.score, { unit: { kind: 'count', word: '' }, decimals: 1, method }),
    },
    direction,
    baselineDays: [...baseline],
    reason: sentence(rule.shareOfParent ? 'reasonShare' : 'reason', language, values),
    drivers: rule.shareOfParent ? [] : driversOf(rule, flag),
  };
}

/** The members of the driving dimension that make up at least half of the deviation. */
function driversOf(
  rule: AnomalyRule,
  flag: Flag & { readonly measured: Measured; readonly day: string; readonly subject: Subject | null },
): Anomaly['drivers'] {
  const { measured, day, subject, value, expected, baseline } = flag;
  const { driver, driverMetric, dimension } = rule;
  if (driver === null) return [];
  const { language } = measured.definition;
  const metric = measured.metric(driverMetric ?? rule.metric);
  const dimensions = dimension === null || subject === null ? [driver] : [dimension, driver];
  const whole = seriesOf(rule, measured, subject);
  const isCovered = measured.covers(rule.metric, dimensions);
  const found = measured.subjects(driver, day).flatMap((member) => {
    const keys = subject === null ? [member.key] : [subject.key, member.key];
    const part: Series = (at) => measured.value(metric.name, dimensions, keys, [at]);
    const now = part(day);
    const usual = baseline.flatMap((at) => part(at) ?? []);
    if (now === null || usual.length === 0) return [];
    // From the median as it is shown, so that the shown figures add up.
    const amount = now.minus(roundText(median(usual), metric.decimals));
    const share = amount.dividedBy(value.minus(expected));
    if (share.lt(DRIVER_SHARE)) return [];
    const own: Series = (at) => measured.value(rule.metric, dimensions, keys, [at]);
    const rests = baseline.flatMap((at) => {
      const all = whole(at);
      return all === null ? [] : [all.minus(own(at) ?? 0)];
    });
    const rest = median(rests);
    const left = value.minus(own(day) ?? 0).minus(rest);
    const without = rest.isZero() || !isCovered ? null : left.dividedBy(rest.abs()).times(100);
    return [{ member, amount, without }];
  });
  return found
    .sort((one, other) => other.amount.abs().comparedTo(one.amount.abs()))
    .slice(0, MOST_DRIVERS)
    .map(({ member, amount, without }) => {
      const { unit, decimals } = metric;
      const size = roundText(amount.abs(), decimals);
      const rest =
        without === null
          ? '—'
          : formatValue(roundText(without, 2), {
              unit: { kind: 'percent' },
              kind: 'deviation_percent',
              decimals: 2,
              language,
            });
      const values = { amount: formatValue(size, { unit, kind: 'value', decimals, language }), rest };
      const text = sentence(amount.isNegative() ? 'driverLess' : 'driver', language, values);
      return { subject: member, amount: roundText(amount, decimals), text };
    });
}

function median(values: readonly Decimal[]): Decimal {
  const sorted = values.toSorted((one, other) => one.comparedTo(other));
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[middle - 1], sorted[middle]];
  if (high === undefined) throw new Error('the median of nothing');
  return sorted.length % 2 === 1 || low === undefined ? high : low.plus(high).dividedBy(2);
}
