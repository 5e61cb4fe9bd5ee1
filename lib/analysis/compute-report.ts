import { createHash } from 'node:crypto';
import {
  membersQuery,
  newestEntryQuery,
  sumsQuery,
  type BuiltQuery,
  type Dialect,
  type Span,
} from '@/lib/analysis/build-query';
import type { Dataset, ReportDefinition } from '@/lib/analysis/definition-contracts';
import { buildBlocks } from '@/lib/analysis/internal/build-blocks';
import { Cube, type Rows } from '@/lib/analysis/internal/cube';
import { detectAnomalies } from '@/lib/analysis/internal/detect-anomalies';
import { FigureBook } from '@/lib/analysis/internal/figures';
import { cubeId, Measured, monthToDate, yearBefore, type Member } from '@/lib/analysis/internal/measured';
import { planQueries } from '@/lib/analysis/internal/needs';
import { dayState, noticesOf } from '@/lib/analysis/internal/notices';
import type { ExecutedQuery, ReportContent } from '@/lib/analysis/result-contracts';
import { addDays } from '@/lib/text/add-days';

export interface FetchedRows {
  readonly columns: readonly string[];
  readonly rows: Rows;
  readonly durationMs: number;
}

/** Sends a statement to the report's source. */
export type Fetch = (query: BuiltQuery) => Promise<FetchedRows>;

export interface ComputedReport {
  readonly content: ReportContent;
  /** The rows of each query, by its id. */
  readonly rows: ReadonlyMap<string, FetchedRows>;
}

/**
 * Computes a report for a day: sends the statements that its definition needs, then makes every figure, table, chart,
 * anomaly and notice from their sums. Sections of words have no sentences yet.
 *
 * The definition must have passed `checkDefinition`. Errors of `fetch` are passed on.
 * @param day YYYY-MM-DD in the report's time zone
 * @param now for whether the day is over
 */
export async function computeReport({
  definition,
  day,
  now,
  dialect,
  fetch,
}: {
  readonly definition: ReportDefinition;
  readonly day: string;
  readonly now: Date;
  readonly dialect: Dialect;
  readonly fetch: Fetch;
}): Promise<ComputedReport> {
  const log = new QueryLog(fetch);
  const { measured, newest } = await measure(definition, { day, dialect, log });
  const state = dayState(measured, { day, now, newest });
  const book = new FigureBook(measured, day, state.isWhole);
  addFigures(measured, book, day);
  const rules = state.isJudged ? definition.anomalies : [];
  const judged = rules.map((rule) => detectAnomalies(rule, { measured, book, day }));
  const notices = noticesOf(measured, { day, state, judged });
  const blocks = buildBlocks({ measured, book, day, anomalies: judged.flatMap(({ anomalies }) => anomalies) });
  const { title, language, timeZone } = definition;
  const { figures } = book;
  const content = {
    title,
    language,
    timeZone,
    day,
    computedAt: now.toISOString(),
    notices,
    figures,
    blocks,
    queries: log.queries,
  };
  return { content, rows: log.rows };
}

/** The statements of a report in the order they were sent. */
class QueryLog {
  readonly rows = new Map<string, FetchedRows>();
  private readonly executed = new Map<string, ExecutedQuery>();

  constructor(private readonly fetch: Fetch) {}

  get queries(): ExecutedQuery[] {
    return [...this.rows.keys()].flatMap((id) => this.executed.get(id) ?? []);
  }

  async send(query: BuiltQuery): Promise<{ readonly id: string; readonly rows: Rows }> {
    const id = `q${this.rows.size + 1}`;
    // Several are under way at once.
    this.rows.set(id, { columns: [], rows: [], durationMs: 0 });
    const fetched = await this.fetch(query);
    this.rows.set(id, fetched);
    const { columns, rows, durationMs } = fetched;
    const hash = createHash('sha256').update(JSON.stringify(rows)).digest('hex');
    const { dataset, sql, parameters } = query;
    this.executed.set(id, {
      id,
      dataset,
      sql,
      parameters: [...parameters],
      columns: [...columns],
      rowCount: rows.length,
      durationMs,
      hash,
    });
    return { id, rows };
  }
}

async function measure(
  definition: ReportDefinition,
  { day, dialect, log }: { readonly day: string; readonly dialect: Dialect; readonly log: QueryLog },
): Promise<{ readonly measured: Measured; readonly newest: ReadonlyMap<string, string | null> }> {
  const { timeZone } = definition;
  const to = addDays(day, 1);
  const cubes = new Map<string, Cube>();
  const members = new Map<string, readonly Member[]>();
  const newest = new Map<string, string | null>();
  const plan = planQueries(definition);
  const fetched = await Promise.all(
    plan.fetched.map(async ({ dataset, dimensions, days }) => {
      const span = { from: firstDay(day, days), to, timeZone };
      const { id, rows } = await sendSums({ dialect, log, dataset, dimensions, span, day, definition });
      return Cube.ofRows(dataset, dimensions, id, rows);
    }),
  );
  for (const cube of fetched) cubes.set(cubeId(cube.dataset.name, cube.dimensions), cube);
  for (const { need, from } of plan.rolledUp) {
    const finest = cubes.get(cubeId(from.dataset.name, from.dimensions));
    const id = cubeId(need.dataset.name, need.dimensions);
    if (finest !== undefined && !cubes.has(id)) cubes.set(id, finest.rolledUp(need.dimensions));
  }
  for (const dimension of definition.dimensions) {
    const query = membersQuery(dialect, dimension, { from: day, to, timeZone });
    if (query === null) continue;
    const { rows } = await log.send(query);
    members.set(
      dimension.name,
      rows.map((row) => memberOf(dimension.name, row)),
    );
  }
  for (const rule of definition.quality) {
    const dataset = definition.datasets.find(({ name }) => name === rule.dataset);
    if (rule.kind !== 'whole_day' || dataset?.kind !== 'table' || dataset.day.type === 'date') continue;
    const { rows } = await log.send(newestEntryQuery(dialect, dataset, { from: day, to, timeZone }));
    newest.set(dataset.name, rows[0]?.[0] ?? null);
  }
  return { measured: new Measured(definition, cubes, members), newest };
}

/** One statement over the whole span; the same day of last year is a second one, added to it. */
async function sendSums(given: {
  readonly dialect: Dialect;
  readonly log: QueryLog;
  readonly dataset: Dataset;
  readonly dimensions: readonly string[];
  readonly span: Span;
  readonly day: string;
  readonly definition: ReportDefinition;
}): Promise<{ readonly id: string; readonly rows: Rows }> {
  const { dialect, log, dataset, dimensions, span, day, definition } = given;
  const now = await log.send(sumsQuery(dialect, dataset, dimensions, span));
  const before = yearBefore(day);
  const isYearly = definition.metrics.some(({ comparisons }) => comparisons.includes('previous_year'));
  if (!isYearly || before === null || before >= span.from) return now;
  const then = await log.send(
    sumsQuery(dialect, dataset, dimensions, { ...span, from: before, to: addDays(before, 1) }),
  );
  return { id: now.id, rows: [...now.rows, ...then.rows] };
}

/** At least the month so far and the same day last week. */
function firstDay(day: string, days: number): string {
  const [first = day] = monthToDate(day);
  const earliest = addDays(day, -Math.max(days, 7));
  return first < earliest ? first : earliest;
}

function memberOf(
  dimension: string,
  [key = '', label, parent = null, from = null, until = null]: Rows[number],
): Member {
  return { subject: { dimension, key: key ?? '', label: label ?? key ?? '' }, parent, from, until };
}

/** Everything that blocks and words can refer to. */
function addFigures(measured: Measured, book: FigureBook, day: string): void {
  const { definition } = measured;
  const used = new Set(definition.metrics.map(({ name }) => name));
  for (const name of used) if (measured.covers(name, [])) book.add(name, null);
  for (const { name: dimension } of definition.dimensions) {
    const subjects = measured.subjects(dimension, day);
    for (const name of used) {
      if (!measured.covers(name, [dimension])) continue;
      for (const subject of subjects) book.add(name, subject);
      book.addRanking(name, subjects);
    }
  }
}
