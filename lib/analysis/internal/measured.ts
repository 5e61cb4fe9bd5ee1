import type { Decimal } from 'decimal.js';
import type { Metric, ReportDefinition } from '@/lib/analysis/definition-contracts';
import { keyOf, type Cube } from '@/lib/analysis/internal/cube';
import { parseFormula, type Formula } from '@/lib/analysis/internal/formula';
import type { Subject } from '@/lib/analysis/result-contracts';
import { addDays } from '@/lib/text/add-days';

/** A member of a dimension that is expected to have data while it is open. */
export interface Member {
  readonly subject: Subject;
  readonly parent: string | null;
  readonly from: string | null;
  readonly until: string | null;
}

interface CompiledMetric {
  readonly metric: Metric;
  readonly formula: Formula;
  /** Data sets that it reads. */
  readonly datasets: readonly string[];
}

/** Values of metrics over the sums of a source: of the total, of a member, of a member within its parent. */
export class Measured {
  private readonly metrics: ReadonlyMap<string, CompiledMetric>;

  constructor(
    readonly definition: ReportDefinition,
    private readonly cubes: ReadonlyMap<string, Cube>,
    /** By the dimension's name. */
    readonly members: ReadonlyMap<string, readonly Member[]>,
  ) {
    this.metrics = new Map(
      definition.metrics.map((metric) => {
        const formula = parseFormula(metric.formula);
        const datasets = [...new Set(formula.references.map(({ dataset }) => dataset))];
        return [metric.name, { metric, formula, datasets }];
      }),
    );
  }

  metric(name: string): Metric {
    return this.compiled(name).metric;
  }

  /** The data set that decides whether the metric has a value at all. */
  firstDataset(name: string): string | undefined {
    return this.compiled(name).datasets[0];
  }

  /** Ids of the queries that a value of this metric by these dimensions comes from. */
  queriesOf(name: string, dimensions: readonly string[]): string[] {
    return this.compiled(name).datasets.flatMap((dataset) => this.cubes.get(cubeId(dataset, dimensions))?.query ?? []);
  }

  /** Whether every data set of the metric has these dimensions. */
  covers(name: string, dimensions: readonly string[]): boolean {
    return this.compiled(name).datasets.every((dataset) => this.cubes.has(cubeId(dataset, dimensions)));
  }

  /** The value of one day, or of several days together: sums first, then the formula. */
  value(name: string, dimensions: readonly string[], keys: readonly string[], days: readonly string[]): Decimal | null {
    return this.compiled(name).formula.evaluate((dataset, measure) => {
      const cube = this.cubes.get(cubeId(dataset, dimensions));
      let sum: Decimal | null = null;
      for (const day of days) {
        const value = cube?.read(keys, day, measure) ?? null;
        if (value !== null) sum = sum === null ? value : sum.plus(value);
      }
      return sum;
    });
  }

  /**
   * The members of a dimension that belong to a day: those that are open, else those that ever had a row. In the order
   * of their keys, numbers by size.
   */
  subjects(dimension: string, day: string): readonly Subject[] {
    const roster = this.members.get(dimension);
    const found = new Map<string, Subject>();
    for (const { subject, from, until } of roster ?? [])
      if ((from === null || from <= day) && (until === null || until >= day)) found.set(subject.key, subject);
    for (const cube of this.cubes.values())
      if (cube.dimensions.length === 1 && cube.dimensions[0] === dimension && roster === undefined)
        for (const [subject] of cube.members.values()) if (subject !== undefined) found.set(subject.key, subject);
    const byKey = new Intl.Collator('en', { numeric: true });
    return [...found.values()].sort((one, other) => byKey.compare(one.key, other.key));
  }

  private compiled(name: string): CompiledMetric {
    const found = this.metrics.get(name);
    if (found === undefined) throw new Error(`no metric ${name}`);
    return found;
  }
}

/** Which cube: a data set by dimensions. */
export function cubeId(dataset: string, dimensions: readonly string[]): string {
  return keyOf([dataset, ...dimensions]);
}

/** The days of the month up to a day. */
export function monthToDate(day: string): string[] {
  const first = `${day.slice(0, 8)}01`;
  const days: string[] = [];
  for (let next = first; next <= day; next = addDays(next, 1)) days.push(next);
  return days;
}

/** The same day a year before; null for 29 February. */
export function yearBefore(day: string): string | null {
  const before = `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`;
  return addDays(before, 0) === before ? before : null;
}
