import type { Dialect } from '@/lib/analysis/build-query';
import type { ReportDefinition } from '@/lib/analysis/definition-contracts';
import { parseFormula } from '@/lib/analysis/internal/formula';
import { isTimeZone } from '@/lib/text/zoned-time';

/** Where a definition is wrong (`metrics.net.formula`), and what is wrong, in English for logs and API users. */
export interface DefinitionProblem {
  readonly place: string;
  readonly detail: string;
}

/**
 * Finds what the schema cannot: names that refer to nothing, names given twice, formulas that cannot be read, data sets
 * that a source of this kind cannot have.
 * @returns the first problem, or null
 */
export function checkDefinition(definition: ReportDefinition, dialect: Dialect = 'postgres'): DefinitionProblem | null {
  for (const problem of problemsOf(definition, dialect)) return problem;
  return null;
}

function* problemsOf(definition: ReportDefinition, dialect: Dialect): Generator<DefinitionProblem> {
  const { datasets, dimensions, metrics, anomalies, quality, blocks, timeZone } = definition;
  if (!isTimeZone(timeZone)) yield { place: 'timeZone', detail: `"${timeZone}" is no time zone` };
  yield* twice('datasets', datasets);
  yield* twice('dimensions', dimensions);
  yield* twice('metrics', metrics);
  yield* twice('anomalies', anomalies);
  yield* twice(
    'blocks',
    blocks.flatMap((block) => (block.kind === 'words' ? [block] : [])),
  );
  const has = {
    dataset: new Set(datasets.map(({ name }) => name)),
    dimension: new Set(dimensions.map(({ name }) => name)),
    metric: new Set(metrics.map(({ name }) => name)),
  };
  const missing = function* (kind: keyof typeof has, place: string, names: readonly (string | null)[]) {
    for (const name of names)
      if (name !== null && !has[kind].has(name)) yield { place, detail: `there is no ${kind} "${name}"` };
  };
  for (const dataset of datasets) {
    const place = `datasets.${dataset.name}`;
    // Nothing checks it yet; whoever may use a source may not read everything that its account can.
    if (dataset.kind === 'sql') yield { place, detail: 'SQL by hand is not offered' };
    if (dataset.kind === 'table' && dataset.day.type === 'instant' && dialect !== 'postgres')
      yield { place: `${place}.day`, detail: 'a timestamp with time zone is for PostgreSQL alone; use a local one' };
    yield* missing(
      'dimension',
      `${place}.dimensions`,
      dataset.dimensions.map(({ dimension }) => dimension),
    );
  }
  for (const dimension of dimensions)
    yield* missing('dimension', `dimensions.${dimension.name}.parent`, [dimension.parent]);
  for (const metric of metrics) {
    yield* formulaProblems(definition, metric);
    yield* missing('metric', `metrics.${metric.name}.target`, [metric.target]);
    if (metric.comparisons.includes('target') && metric.target === null)
      yield { place: `metrics.${metric.name}.target`, detail: 'it is compared with a target, and has none' };
  }
  for (const rule of anomalies) {
    const place = `anomalies.${rule.name}`;
    yield* missing('metric', place, [rule.metric, rule.driverMetric]);
    yield* missing('dimension', place, [rule.dimension, rule.driver]);
    yield* uncovered(definition, place, rule.metric, rule.dimension);
  }
  for (const rule of quality) {
    yield* missing('dataset', 'quality', [rule.dataset]);
    if (rule.kind === 'all_members') yield* missing('dimension', 'quality', [rule.dimension]);
  }
  for (const [index, block] of blocks.entries()) {
    const place = `blocks.${index + 1}`;
    if (block.kind === 'anomalies') continue;
    yield* missing('metric', place, block.kind === 'chart' ? [block.metric] : block.metrics);
    if (block.kind === 'figures') continue;
    yield* missing('dimension', place, [block.dimension]);
    for (const metric of block.kind === 'chart' ? [block.metric] : block.metrics)
      yield* uncovered(definition, place, metric, block.dimension);
    if (block.kind === 'chart' && block.chart !== 'trend' && block.dimension === null)
      yield { place, detail: `a ${block.chart} needs a dimension` };
  }
}

function* twice(place: string, named: readonly { readonly name: string }[]): Generator<DefinitionProblem> {
  const names = named.map(({ name }) => name);
  const double = names.find((name, index) => names.indexOf(name) !== index);
  if (double !== undefined) yield { place: `${place}.${double}`, detail: 'the name is given twice' };
}

function* formulaProblems(
  { datasets }: ReportDefinition,
  { name, formula }: ReportDefinition['metrics'][number],
): Generator<DefinitionProblem> {
  const place = `metrics.${name}.formula`;
  try {
    for (const { dataset, measure } of parseFormula(formula).references) {
      const measures = datasets.find((one) => one.name === dataset)?.measures ?? [];
      if (!measures.some((one) => one.name === measure)) yield { place, detail: `there is no ${dataset}.${measure}` };
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    yield { place, detail: error.message };
  }
}

/** A metric by a dimension needs it in all of its data sets. */
function* uncovered(
  { datasets, metrics }: ReportDefinition,
  place: string,
  metric: string,
  dimension: string | null,
): Generator<DefinitionProblem> {
  const formula = metrics.find(({ name }) => name === metric)?.formula;
  if (dimension === null || formula === undefined) return;
  for (const { dataset } of parseFormula(formula).references) {
    const has = datasets
      .find(({ name }) => name === dataset)
      ?.dimensions.some((column) => column.dimension === dimension);
    if (has === false) yield { place, detail: `data set "${dataset}" of "${metric}" has no dimension "${dimension}"` };
  }
}
