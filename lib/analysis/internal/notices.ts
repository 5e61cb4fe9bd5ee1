import { parseFormula } from '@/lib/analysis/internal/formula';
import { dayTypeLabel, sentence } from '@/lib/analysis/internal/labels';
import type { Measured } from '@/lib/analysis/internal/measured';
import type { Judged } from '@/lib/analysis/internal/detect-anomalies';
import type { Notice, Subject } from '@/lib/analysis/result-contracts';
import { addDays } from '@/lib/text/add-days';
import { dayType } from '@/lib/text/chinese-days';
import { zonedTime } from '@/lib/text/zoned-time';

/** Members that a sentence names; the others are counted in it. */
const NAMES_SHOWN = 8;

/** What a reader must know about the data first, and whether anomalies can be judged on such a day. */
export function noticesOf({
  measured,
  day,
  now,
  newest,
  judged,
}: {
  readonly measured: Measured;
  readonly day: string;
  readonly now: Date;
  /** Local time of the newest entry, by data set. */
  readonly newest: ReadonlyMap<string, string | null>;
  readonly judged: readonly Judged[];
}): { readonly notices: Notice[]; readonly isJudged: boolean } {
  const { language, timeZone } = measured.definition;
  const empty = emptyNotice(measured, day);
  if (empty !== null) return { notices: [empty], isJudged: false };
  const isToday = day >= zonedTime(now, timeZone).date;
  const partial = isToday
    ? [notice('partial_day', sentence('today', language))]
    : measured.definition.quality.flatMap((rule) => {
        if (rule.kind !== 'whole_day') return [];
        const time = newest.get(rule.dataset) ?? null;
        if (time === null || time >= rule.lastEntryAfter) return [];
        return [notice('partial_day', sentence('partialDay', language, { time, until: rule.lastEntryAfter }))];
      });
  const type = dayType(day);
  const isComparable = type === 'workday' || type === 'weekend';
  const notices = [...partial, ...missingNotices(measured, day)];
  if (type === 'unknown')
    notices.push(notice('no_baseline', sentence('unknownYear', language, { year: day.slice(0, 4) })));
  else if (!isComparable && judged.length > 0)
    notices.push(notice('holiday', sentence('holiday', language, { name: dayTypeLabel(type, language) })));
  const isJudged = isComparable && partial.length === 0;
  const short = isJudged ? judged.flatMap(({ withoutBaseline }) => withoutBaseline) : [];
  if (short.length > 0)
    notices.push(notice('no_baseline', sentence('noBaseline', language, { names: namesOf(short) }), short));
  notices.push(...comparisonNotices(measured, day, isComparable));
  return { notices, isJudged };
}

function notice(code: Notice['code'], text: string, subjects: readonly Subject[] = [], blocking = false): Notice {
  return { code, blocking, text, subjects: [...subjects] };
}

/** The data sets that headline metrics read first must have a row. */
function emptyNotice(measured: Measured, day: string): Notice | null {
  const { language, metrics, datasets, blocks } = measured.definition;
  const headline = blocks.flatMap((block) => (block.kind === 'figures' ? block.metrics : []));
  const names = headline.length > 0 ? headline : metrics.slice(0, 1).map(({ name }) => name);
  const empty = names.filter((name) => measured.covers(name, []) && measured.value(name, [], [], [day]) === null);
  const firstOf = (name: string) => parseFormula(measured.metric(name).formula).references[0]?.dataset;
  const sets = [...new Set(empty.map(firstOf))];
  const labels = datasets.filter(({ name }) => sets.includes(name)).map(({ label }) => label);
  if (labels.length === 0) return null;
  return notice('empty', sentence('empty', language, { names: labels.join('、') }), [], true);
}

function missingNotices(measured: Measured, day: string): Notice[] {
  const { language, quality, metrics } = measured.definition;
  return quality.flatMap((rule) => {
    if (rule.kind !== 'all_members') return [];
    const metric = metrics.find(({ formula }) => parseFormula(formula).references[0]?.dataset === rule.dataset);
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
  const isOrdinary = type === 'workday' || type === 'weekend';
  if (isOrdinary || type === 'unknown' || !isComparable) return [];
  return [
    notice('not_comparable', sentence('notComparable', language, { day: before, name: dayTypeLabel(type, language) })),
  ];
}

function namesOf(subjects: readonly Subject[]): string {
  const shown = subjects.slice(0, NAMES_SHOWN).map(({ label }) => label);
  return subjects.length > shown.length ? `${shown.join('、')} …` : shown.join('、');
}
