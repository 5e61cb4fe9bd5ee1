import type { Block, Metric } from '@/lib/analysis/definition-contracts';
import { roundText } from '@/lib/analysis/format-value';
import { figureId, type FigureBook } from '@/lib/analysis/internal/figures';
import { kindLabel } from '@/lib/analysis/internal/labels';
import type { Measured } from '@/lib/analysis/internal/measured';
import type { Anomaly, ContentBlock, FigureKind, Subject } from '@/lib/analysis/result-contracts';
import { addDays } from '@/lib/text/add-days';

interface Given {
  readonly measured: Measured;
  readonly book: FigureBook;
  readonly day: string;
  readonly anomalies: readonly Anomaly[];
}

/** The report from top to bottom; sections of words are empty until they are written. */
export function buildBlocks(given: Given): ContentBlock[] {
  return given.measured.definition.blocks.map((block) => buildBlock(block, given));
}

function buildBlock(block: Block, given: Given): ContentBlock {
  switch (block.kind) {
    case 'figures':
      return { kind: 'figures', figures: block.metrics.map((name) => headline(given, name)) };
    case 'words': {
      const { name, heading, opinion } = block;
      return { kind: 'words', name, heading, opinion, sentences: [], refused: [] };
    }
    case 'anomalies':
      return { kind: 'anomalies', heading: block.heading, anomalies: [...given.anomalies] };
    case 'table':
      return buildTable(block, given);
    case 'chart':
      return buildChart(block, given);
  }
}

/** The value of a metric, then what is said beside it. */
function headline({ measured, book }: Given, name: string): string[] {
  const { comparisons } = measured.metric(name);
  const kinds: FigureKind[] = ['value'];
  for (const comparison of ['previous_day', 'previous_week', 'previous_year'] as const)
    if (comparisons.includes(comparison)) kinds.push(`${comparison}_percent`);
  if (comparisons.includes('target')) kinds.push('target_percent');
  if (comparisons.includes('month_to_date')) kinds.push('month_value', 'month_target_percent');
  return kinds.map((kind) => figureId(name, null, kind)).filter((id) => id in book.figures);
}

interface Column {
  readonly metric: Metric;
  readonly kind: FigureKind;
}

function buildTable(block: Extract<Block, { kind: 'table' }>, { measured, book, day }: Given): ContentBlock {
  const { language } = measured.definition;
  const metrics = block.metrics.map((name) => measured.metric(name));
  const subjects = measured.subjects(block.dimension, day);
  const columns = metrics
    .flatMap((metric, index) => columnsOf(block, metric, index === 0))
    .filter(({ metric, kind }) => subjects.some((subject) => figureId(metric.name, subject, kind) in book.figures));
  const [first] = metrics;
  const rows = chooseRows(block, subjects, first, book).map((subject) => ({
    subject,
    cells: columns.map(({ metric, kind }) => {
      const id = figureId(metric.name, subject, kind);
      return id in book.figures ? id : null;
    }),
  }));
  return {
    kind: 'table',
    heading: block.heading,
    columns: columns.map(({ metric, kind }) => {
      const of = kindLabel(kind, language);
      const label =
        kind === 'value'
          ? metric.label
          : metrics.length === 1
            ? of
            : language === 'zh'
              ? `${metric.label}${of}`
              : `${metric.label}: ${of}`;
      return { label, metric: metric.name, kind };
    }),
    rows,
  };
}

function columnsOf(block: Extract<Block, { kind: 'table' }>, metric: Metric, isFirst: boolean): Column[] {
  const kinds: FigureKind[] = ['value'];
  if (metric.comparisons.includes('previous_day')) kinds.push('previous_day_percent');
  if (metric.comparisons.includes('previous_week')) kinds.push('previous_week_percent');
  if (metric.comparisons.includes('previous_year')) kinds.push('previous_year_percent');
  if (metric.comparisons.includes('target')) kinds.push('target_percent');
  if (isFirst && block.share) kinds.push('share_percent');
  if (isFirst && block.contribution) kinds.push('contribution_percent');
  return kinds.map((kind) => ({ metric, kind }));
}

/** Top and bottom by the first metric; who has no value is in neither. Equal values are in the order of their keys. */
function chooseRows(
  { top, bottom }: Extract<Block, { kind: 'table' }>,
  subjects: readonly Subject[],
  metric: Metric | undefined,
  book: FigureBook,
): readonly Subject[] {
  if ((top === null && bottom === null) || metric === undefined) return subjects;
  const placeOf = (subject: Subject): number | null => {
    const place = book.figures[figureId(metric.name, subject, 'rank')]?.value ?? null;
    return place === null ? null : Number(place);
  };
  const ranked = subjects
    .flatMap((subject) => {
      const place = placeOf(subject);
      return place === null ? [] : [{ subject, place }];
    })
    .sort((one, other) => one.place - other.place)
    .map(({ subject }) => subject);
  const best = ranked.slice(0, top ?? 0);
  const last = bottom === null ? [] : ranked.slice(Math.max(best.length, ranked.length - bottom)).toReversed();
  return [...best, ...last];
}

function buildChart(block: Extract<Block, { kind: 'chart' }>, { measured, day }: Given): ContentBlock {
  const metric = measured.metric(block.metric);
  const dimensions = block.dimension === null ? [] : [block.dimension];
  const subjects = block.dimension === null ? [null] : measured.subjects(block.dimension, day);
  const days =
    block.chart === 'ranking'
      ? [day]
      : Array.from({ length: block.days }, (_, index) => addDays(day, index + 1 - block.days));
  const valueOf = (subject: Subject | null, at: string): string | null => {
    const value = measured.value(metric.name, dimensions, subject === null ? [] : [subject.key], [at]);
    return value === null ? null : roundText(value, metric.decimals);
  };
  const { heading, chart } = block;
  const base = {
    kind: 'chart' as const,
    heading,
    chart,
    unit: metric.unit,
    decimals: metric.decimals,
    queries: measured.queriesOf(metric.name, dimensions),
  };
  if (chart === 'ranking') {
    const ranked = subjects
      .flatMap((subject) => (subject === null ? [] : [{ label: subject.label, value: valueOf(subject, day) }]))
      .sort((one, other) => Number(other.value ?? -Infinity) - Number(one.value ?? -Infinity));
    return {
      ...base,
      categories: ranked.map(({ label }) => label),
      series: [{ label: metric.label, values: ranked.map(({ value }) => value) }],
    };
  }
  const series = subjects.map((subject) => ({
    label: subject?.label ?? metric.label,
    values: days.map((at) => valueOf(subject, at)),
  }));
  return { ...base, categories: days, series };
}
