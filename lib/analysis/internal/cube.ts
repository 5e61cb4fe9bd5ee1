import { Decimal } from 'decimal.js';
import type { Dataset } from '@/lib/analysis/definition-contracts';
import type { Subject } from '@/lib/analysis/result-contracts';

/** Rows of a source: text or null. */
export type Rows = readonly (readonly (string | null)[])[];

/** Joins the keys of several dimensions; the character is no part of a key that people see. */
const SEPARATOR = '\u001F';
export const keyOf = (keys: readonly string[]): string => keys.join(SEPARATOR);

/** The sums of one data set by day and by some dimensions. */
export class Cube {
  /** By the keys of its dimensions, then by day. */
  private readonly sums = new Map<string, Map<string, readonly (Decimal | null)[]>>();
  /** Each combination of members that has a row. */
  readonly members = new Map<string, readonly Subject[]>();
  private readonly measures: ReadonlyMap<string, number>;

  constructor(
    readonly dataset: Dataset,
    readonly dimensions: readonly string[],
    /** The id of the query that its sums come from. */
    readonly query: string,
  ) {
    this.measures = new Map(dataset.measures.map(({ name }, index) => [name, index]));
  }

  /** @param rows day, then key and label of each dimension, then each measure */
  static ofRows(dataset: Dataset, dimensions: readonly string[], query: string, rows: Rows): Cube {
    const cube = new Cube(dataset, dimensions, query);
    for (const [day, ...rest] of rows) {
      if (day === undefined || day === null) continue;
      const subjects = dimensions.map((dimension, index) => {
        const key = rest[2 * index] ?? '';
        return { dimension, key, label: rest[2 * index + 1] ?? key };
      });
      const values = rest.slice(2 * dimensions.length);
      cube.add(
        subjects,
        day,
        // A sum over nothing but NULLs is NULL: there was no value.
        values.map((value) => (value === null ? null : new Decimal(value))),
      );
    }
    return cube;
  }

  /** The sums by some of its dimensions. */
  rolledUp(dimensions: readonly string[]): Cube {
    const cube = new Cube(this.dataset, dimensions, this.query);
    for (const [key, days] of this.sums) {
      const subjects = this.members.get(key) ?? [];
      const kept = dimensions.flatMap((name) => subjects.find(({ dimension }) => dimension === name) ?? []);
      for (const [day, values] of days) cube.add(kept, day, values);
    }
    return cube;
  }

  /** The sum of a measure; null where there is no row. */
  read(keys: readonly string[], day: string, measure: string): Decimal | null {
    const index = this.measures.get(measure);
    const row = this.sums.get(keyOf(keys))?.get(day);
    return index === undefined ? null : (row?.[index] ?? null);
  }

  private add(subjects: readonly Subject[], day: string, values: readonly (Decimal | null)[]): void {
    const key = keyOf(subjects.map((subject) => subject.key));
    this.members.set(key, subjects);
    const days = this.sums.get(key) ?? new Map<string, readonly (Decimal | null)[]>();
    this.sums.set(key, days);
    const before = days.get(day);
    days.set(day, before === undefined ? values : values.map((value, index) => plus(before[index] ?? null, value)));
  }
}

function plus(one: Decimal | null, other: Decimal | null): Decimal | null {
  return one === null ? other : other === null ? one : one.plus(other);
}
