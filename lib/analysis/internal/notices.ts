import { dayTypeLabel, sentence } from '@/lib/analysis/internal/labels';
import type { Measured } from '@/lib/analysis/internal/measured';
import type { Judged } from '@/lib/analysis/internal/detect-anomalies';
import type { Notice, Subject } from '@/lib/analysis/result-contracts';
import { addDays } from '@/lib/text/add-days';
import { dayType, isOrdinaryDay } from '@/lib/text/chinese-days';
import { zonedTime } from '@/lib/text/zoned-time';

/** Members that a sentence names; the others are counted in it. */
const NAMES_SHOWN = 8;
/** How far back the newest day with data is looked for. */
const MOST_DAYS_BACK = 90;

/** What the data of a day allow. */
export interface DayState {
  /** Of empty data sets and of a day that is not whole. */
  readonly notices: readonly Notice[];
  /** It may be compared with other days. */
  readonly isWhole: boolean;
  /** It is a whole, ordinary day with data: what is unusual on it is an anomaly. */
  readonly isJudged: boolean;
}

export function dayState(
  measured: Measured,
  {
    day,
    now,
    newest,
  }: {
    readonly day: string;
    readonly now: Date;
    /** Local time of the newest entry, by data set. */
    readonly newest: ReadonlyMap<string, string | null>;
  },
): DayState {
  const { language, timeZone, quality } = measured.definition;
  const isToday = day >= zonedTime(now, timeZone).date;
  const partial = isToday
    ? [notice('partial_day', sentence('today', language))]
    : quality.flatMap((rule) => {
        if (rule.kind !== 'whole_day') return [];
        const time = newest.get(rule.dataset) ?? null;
        if (time === null || time >= rule.lastEntryAfter) return [];
        return [notice('partial_day', sentence('partialDay', language, { time, until: rule.lastEntryAfter }))];
      });
  const notices = [...emptyNotices(measured, day), ...partial];
  const isWhole = partial.length === 0;
  return { notices, isWhole, isJudged: isWhole && isOrdinaryDay(day) && !notices.some(({ blocking }) => blocking) };
}

/** What a reader must know about the data first. */
export function noticesOf(
  measured: Measured,
  { day, state, judged }: { readonly day: string; readonly state: DayState; readonly judged: readonly Judged[] },
): Notice[] {
  const { language, anomalies } = measured.definition;
  if (state.notices.some(({ blocking }) => blocking)) return [...state.notices];
  const type = dayType(day);
  const isComparable = isOrdinaryDay(day);
  const notices = [...state.notices, ...(state.isWhole ? missingNotices(measured, day) : [])];
  if (type === 'unknown' && anomalies.length > 0)
    notices.push(notice('no_baseline', sentence('unknownYear', language, { year: day.slice(0, 4) })));
  else if (!isComparable && anomalies.length > 0)
    notices.push(notice('holiday', sentence('holiday', language, { name: dayTypeLabel(type, language) })));
  const short = judged.flatMap(({ withoutBaseline }) => withoutBaseline);
  if (short.length > 0)
    notices.push(notice('no_baseline', sentence('noBaseline', language, { names: namesOf(short) }), short));
  return state.isWhole ? [...notices, ...comparisonNotices(measured, day, isComparable)] : notices;
}

function notice(code: Notice['code'], text: string, subjects: readonly Subject[] = [], blocking = false): Notice {
  return { code, blocking, text, subjects: [...subjects] };
}

/**
 * Data sets that headline metrics read first, without a row on the day. Where the first metric has no value, nothing
 * can go out; no refunds on a day are no fault.
 */
function emptyNotices(measured: Measured, day: string): Notice[] {
  const { language, metrics, datasets, blocks } = measured.definition;
  const headline = blocks.flatMap((block) => (block.kind === 'figures' ? block.metrics : []));
  const names = headline.length > 0 ? headline : metrics.slice(0, 1).map(({ name }) => name);
  const empty = names.filter((name) => measured.covers(name, []) && measured.value(name, [], [], [day]) === null);
  const sets = new Set(empty.map((name) => measured.firstDataset(name)));
  const labels = datasets.filter(({ name }) => sets.has(name)).map(({ label }) => label);
  if (labels.length === 0) return [];
  const [first = ''] = names;
  const isBlocking = empty.includes(first);
  const text = sentence('empty', language, { names: labels.join(language === 'zh' ? '、' : ', ') });
  const last = isBlocking ? lastDayBefore(measured, first, day) : null;
  const stale = last === null ? [] : [notice('stale', sentence('stale', language, { day: last }))];
  return [notice('empty', text, [], isBlocking), ...stale];
}

/** The newest day before this one that has a value, of those that were read. */
function lastDayBefore(measured: Measured, metric: string, day: string): string | null {
  for (let days = 1; days <= MOST_DAYS_BACK; days += 1) {
    const before = addDays(day, -days);
    if (measured.value(metric, [], [], [before]) !== null) return before;
  }
  return null;
}

function missingNotices(measured: Measured, day: string): Notice[] {
  const { language, quality, metrics } = measured.definition;
  return quality.flatMap((rule) => {
    if (rule.kind !== 'all_members') return [];
    const metric = metrics.find(({ name }) => measured.firstDataset(name) === rule.dataset);
    if (metric === undefined || !measured.covers(metric.name, [rule.dimension])) return [];
    const missing = measured
      .subjects(rule.dimension, day)
      .filter(({ key }) => measured.value(metric.name, [rule.dimension], [key], [day]) === null);
    if (missing.length === 0) return [];
    const text = sentence('missing', language, { count: missing.length, names: namesOf(missing) });
    return [notice('missing_members', text, missing)];
  });
}

function comparisonNotices(measured: Measured, day: string, isComparable: boolean): Notice[] {
  const { language, metrics } = measured.definition;
  if (!metrics.some(({ comparisons }) => comparisons.includes('previous_week'))) return [];
  const before = addDays(day, -7);
  const type = dayType(before);
  if (isOrdinaryDay(before) || type === 'unknown' || !isComparable) return [];
  return [
    notice('not_comparable', sentence('notComparable', language, { day: before, name: dayTypeLabel(type, language) })),
  ];
}

function namesOf(subjects: readonly Subject[]): string {
  const shown = subjects.slice(0, NAMES_SHOWN).map(({ label }) => label);
  return subjects.length > shown.length ? `${shown.join('、')} …` : shown.join('、');
}
