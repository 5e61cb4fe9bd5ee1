import type { Dataset, ReportDefinition } from '@/lib/analysis/definition-contracts';
import { keyOf } from '@/lib/analysis/internal/cube';
import { parseFormula } from '@/lib/analysis/internal/formula';

/** Sums of a data set by some dimensions, over so many days before the report's day. */
export interface Need {
  readonly dataset: Dataset;
  readonly dimensions: readonly string[];
  readonly days: number;
}

/** Sums to fetch, and sums that are added up from them. */
export interface Plan {
  readonly fetched: readonly Need[];
  readonly rolledUp: readonly { readonly need: Need; readonly from: Need }[];
}

/**
 * The fewest statements: a data set's sums by region are added up from those by region and shop, exactly, since all
 * are decimals. A count of different values cannot be added up and is fetched for each combination.
 */
export function planQueries(definition: ReportDefinition): Plan {
  const wanted = needsOf(definition);
  const finest = wanted.map((need) => ({ ...need, dimensions: withParents(definition, need) }));
  const fetched: Need[] = [];
  const rolledUp: { need: Need; from: Need }[] = [];
  for (const need of wanted) {
    const isAdditive =
      need.dataset.kind === 'sql' || need.dataset.measures.every(({ aggregate }) => aggregate !== 'count_distinct');
    const [widest] = finest
      .filter(
        (other) => other.dataset === need.dataset && need.dimensions.every((name) => other.dimensions.includes(name)),
      )
      .sort((one, other) => other.dimensions.length - one.dimensions.length);
    if (!isAdditive || widest === undefined) {
      fetched.push(need);
      continue;
    }
    const same = fetched.findIndex(
      (other) => other.dataset === need.dataset && keyOf(other.dimensions) === keyOf(widest.dimensions),
    );
    const days = Math.max(need.days, fetched[same]?.days ?? 0);
    const from = { ...widest, days };
    if (same === -1) fetched.push(from);
    else fetched[same] = from;
    rolledUp.push({ need, from });
  }
  return { fetched, rolledUp };
}

/** With the dimension above each one, where the data set has it: as many rows, and the sums by it come with them. */
function withParents(definition: ReportDefinition, { dataset, dimensions }: Need): string[] {
  const has = (name: string): boolean => dataset.dimensions.some(({ dimension }) => dimension === name);
  const parents = dimensions.flatMap((name) => definition.dimensions.find((one) => one.name === name)?.parent ?? []);
  return [...new Set([...parents.filter(has), ...dimensions])].sort();
}

/** What a definition reads of its source, each data set and combination of dimensions once. */
function needsOf(definition: ReportDefinition): Need[] {
  const found = new Map<string, Need>();
  const add = (metric: string | null, dimensions: readonly string[], days: number): void => {
    for (const dataset of datasetsOf(definition, metric)) {
      if (!dimensions.every((name) => dataset.dimensions.some(({ dimension }) => dimension === name))) continue;
      const key = keyOf([dataset.name, ...dimensions]);
      const before = found.get(key)?.days ?? 0;
      found.set(key, { dataset, dimensions, days: Math.max(before, days) });
    }
  };
  for (const { name } of definition.metrics) {
    add(name, [], 7);
    for (const dimension of dimensionsOf(definition, name)) add(name, [dimension], 7);
  }
  for (const rule of definition.anomalies) {
    const days = 7 * rule.weeks;
    const own = rule.dimension === null ? [] : [rule.dimension];
    add(rule.metric, own, days);
    const parent = definition.dimensions.find(({ name }) => name === rule.dimension)?.parent ?? null;
    if (rule.shareOfParent) add(rule.metric, parent === null ? [] : [parent], days);
    if (rule.driver !== null)
      for (const metric of [rule.driverMetric, rule.metric]) add(metric, [...own, rule.driver], days);
  }
  for (const block of definition.blocks)
    if (block.kind === 'chart') add(block.metric, block.dimension === null ? [] : [block.dimension], block.days);
  for (const rule of definition.quality)
    if (rule.kind === 'all_members') {
      const dataset = definition.datasets.find(({ name }) => name === rule.dataset);
      if (dataset === undefined) continue;
      const key = keyOf([dataset.name, rule.dimension]);
      if (!found.has(key)) found.set(key, { dataset, dimensions: [rule.dimension], days: 7 });
    }
  return [...found.values()];
}

/** The dimensions by which a metric is shown anywhere in the report. */
function dimensionsOf(definition: ReportDefinition, metric: string): string[] {
  const targets = definition.metrics.filter(({ target }) => target === metric).map(({ name }) => name);
  const names = new Set([metric, ...targets]);
  const found = definition.blocks.flatMap((block) => {
    if (block.kind === 'table' && block.metrics.some((name) => names.has(name))) return [block.dimension];
    if (block.kind === 'words' && block.dimension !== null && block.metrics.some((name) => names.has(name)))
      return [block.dimension];
    if (block.kind === 'chart' && block.dimension !== null && names.has(block.metric)) return [block.dimension];
    return [];
  });
  const judged = definition.anomalies.flatMap((rule) =>
    names.has(rule.metric) && rule.dimension !== null ? [rule.dimension] : [],
  );
  return [...new Set([...found, ...judged])];
}

function datasetsOf(definition: ReportDefinition, metric: string | null): Dataset[] {
  const formula = definition.metrics.find(({ name }) => name === metric)?.formula;
  if (formula === undefined) return [];
  const names = new Set(parseFormula(formula).references.map(({ dataset }) => dataset));
  return definition.datasets.filter(({ name }) => names.has(name));
}
