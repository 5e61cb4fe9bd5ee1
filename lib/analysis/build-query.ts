import type { Dataset, Dimension } from '@/lib/analysis/definition-contracts';
import { nameParameters } from '@/lib/analysis/name-parameters';

export type Dialect = 'postgres' | 'mysql' | 'sqlserver';

/** A statement for a source: parameters only, never values in the text. */
export interface BuiltQuery {
  readonly dataset: string;
  readonly sql: string;
  readonly parameters: readonly string[];
}

/** Days from `from` to the one before `to` (YYYY-MM-DD), in the report's time zone. */
export interface Span {
  readonly from: string;
  readonly to: string;
  readonly timeZone: string;
}

type TableDataset = Extract<Dataset, { kind: 'table' }>;
type Joined = Pick<TableDataset, 'table' | 'joins'>;

/**
 * The sums of a data set's measures by day and by these dimensions. Columns: day (YYYY-MM-DD), then key and label of
 * each dimension, then each measure; all as text.
 */
export function sumsQuery(dialect: Dialect, dataset: Dataset, dimensions: readonly string[], span: Span): BuiltQuery {
  const sql = new Writer(dialect, span);
  const columns = dimensions.map((name) => columnOf(dataset, name));
  if (dataset.kind === 'sql') {
    const keys = columns.flatMap(({ key, label }) => [key, label ?? key]).map((column) => `q.${sql.quote(column)}`);
    const day = `q.${sql.quote('day')}`;
    const sums = dataset.measures.map(({ column }) => sql.text(`sum(q.${sql.quote(column)})`));
    const source = `(${sql.named(dataset.text)}) q`;
    return sql.grouped({ dataset: dataset.name, day, keys, sums, source, where: sql.between(day, 'date') });
  }
  const day = sql.day(dataset);
  const keys = columns.flatMap(({ key, label }) => [key, label ?? key]).map((column) => sql.column(column));
  const sums = dataset.measures.map(({ aggregate, column }) => sql.text(sql.aggregate(aggregate, column)));
  // In the order of the text: MySQL's parameters have no numbers.
  const inSpan = sql.between(sql.column(dataset.day.column), dataset.day.type);
  const filters = dataset.filters.map((filter) => sql.oneOf(filter));
  const where = [inSpan, ...filters].join(' AND ');
  return sql.grouped({ dataset: dataset.name, day, keys, sums, source: sql.from(dataset), where });
}

/** The local time (HH:MM) of the newest entry of a day; null where it has none. */
export function newestEntryQuery(dialect: Dialect, dataset: TableDataset, span: Span): BuiltQuery {
  const sql = new Writer(dialect, span);
  const { column, type } = dataset.day;
  const newest = sql.localTime(`max(${sql.column(column)})`, type);
  const text = `SELECT ${newest} FROM ${sql.from(dataset)} WHERE ${sql.between(sql.column(column), type)}`;
  return { dataset: dataset.name, sql: text, parameters: sql.parameters };
}

/** The members of a dimension: key, label, key of the parent, first and last day. */
export function membersQuery(dialect: Dialect, { name, members }: Dimension, span: Span): BuiltQuery | null {
  if (members === null) return null;
  const sql = new Writer(dialect, span);
  const days = [members.from, members.until].map((column) => (column === null ? 'NULL' : sql.date(sql.column(column))));
  const parent = members.parent === null ? 'NULL' : sql.text(sql.column(members.parent));
  const columns = [sql.text(sql.column(members.key)), sql.text(sql.column(members.label)), parent, ...days];
  const text = `SELECT ${columns.join(', ')} FROM ${sql.from(members)} ORDER BY ${sql.column(members.key)}`;
  return { dataset: `members:${name}`, sql: text, parameters: sql.parameters };
}

function columnOf(dataset: Dataset, dimension: string): { readonly key: string; readonly label: string | null } {
  const found = dataset.dimensions.find((column) => column.dimension === dimension);
  if (found === undefined) throw new Error(`${dataset.name} has no dimension ${dimension}`);
  return found;
}

/** Writes the parts of a statement in one dialect and collects its parameters. */
class Writer {
  readonly parameters: string[] = [];
  private readonly known = new Map<string, string>();

  constructor(
    private readonly dialect: Dialect,
    private readonly span: Span,
  ) {}

  /** The contracts allow letters, digits, `_`, `$` and spaces alone: nothing in a name ends its quotes. */
  quote(name: string): string {
    if (this.dialect === 'mysql') return `\`${name}\``;
    return this.dialect === 'sqlserver' ? `[${name}]` : `"${name}"`;
  }

  /** `alias.column`, quoted. */
  column(reference: string): string {
    const [alias = '', name = ''] = reference.split('.');
    return `${this.quote(alias)}.${this.quote(name)}`;
  }

  /** A parameter; equal values share one where the dialect numbers them, so that grouped expressions stay equal. */
  parameter(value: string): string {
    const before = this.known.get(value);
    if (before !== undefined && this.dialect !== 'mysql') return before;
    this.parameters.push(value);
    const count = this.parameters.length;
    const name = this.dialect === 'mysql' ? '?' : this.dialect === 'sqlserver' ? `@p${count}` : `$${count}`;
    this.known.set(value, name);
    return name;
  }

  from({ table, joins }: Joined): string {
    const named = (of: TableDataset['table']): string =>
      of.schema === null ? this.quote(of.name) : `${this.quote(of.schema)}.${this.quote(of.name)}`;
    const joined = joins.map(({ table: other, as, on, optional }) => {
      const equal = on.map(({ left, right }) => `${this.column(left)} = ${this.column(right)}`).join(' AND ');
      return ` ${optional ? 'LEFT JOIN' : 'JOIN'} ${named(other)} ${this.quote(as)} ON ${equal}`;
    });
    return `${named(table)} ${this.quote('t')}${joined.join('')}`;
  }

  aggregate(kind: 'sum' | 'count' | 'count_distinct', column: string | null): string {
    if (kind === 'count' || column === null) return 'count(*)';
    return kind === 'sum' ? `sum(${this.column(column)})` : `count(DISTINCT ${this.column(column)})`;
  }

  /** As text, so that no driver makes a float of it. */
  text(expression: string): string {
    if (this.dialect === 'mysql') return `CAST(${expression} AS CHAR)`;
    return this.dialect === 'sqlserver' ? `CAST(${expression} AS nvarchar(400))` : `(${expression})::text`;
  }

  /** A date as YYYY-MM-DD. */
  date(expression: string): string {
    if (this.dialect === 'mysql') return `DATE_FORMAT(${expression}, '%Y-%m-%d')`;
    return this.dialect === 'sqlserver'
      ? `CONVERT(varchar(10), ${expression}, 23)`
      : `to_char(${expression}, 'YYYY-MM-DD')`;
  }

  day({ day: { column, type } }: TableDataset): string {
    const at = this.column(column);
    if (type === 'date') return at;
    if (this.dialect === 'mysql') return `DATE(${at})`;
    if (this.dialect === 'sqlserver') return `CAST(${at} AS date)`;
    return type === 'local' ? `${at}::date` : `(${at} AT TIME ZONE ${this.parameter(this.span.timeZone)})::date`;
  }

  localTime(expression: string, type: TableDataset['day']['type']): string {
    if (this.dialect === 'mysql') return `DATE_FORMAT(${expression}, '%H:%i')`;
    if (this.dialect === 'sqlserver') return `CONVERT(varchar(5), ${expression}, 108)`;
    const local = type === 'instant' ? `${expression} AT TIME ZONE ${this.parameter(this.span.timeZone)}` : expression;
    return `to_char(${local}, 'HH24:MI')`;
  }

  /** Compares the bare column, so that its index serves. */
  between(column: string, type: TableDataset['day']['type']): string {
    const edge = (day: string): string => {
      const value = this.parameter(day);
      if (this.dialect === 'mysql') return `CAST(${value} AS DATE)`;
      if (this.dialect === 'sqlserver') return `CAST(${value} AS date)`;
      if (type !== 'instant') return `${value}::date`;
      return `${value}::date::timestamp AT TIME ZONE ${this.parameter(this.span.timeZone)}`;
    };
    return `${column} >= ${edge(this.span.from)} AND ${column} < ${edge(this.span.to)}`;
  }

  oneOf({ column, in: values }: TableDataset['filters'][number]): string {
    return `${this.text(this.column(column))} IN (${values.map((value) => this.parameter(value)).join(', ')})`;
  }

  /** SQL by hand: its named parameters become numbered ones. PostgreSQL alone. */
  named(text: string): string {
    const { from, to, timeZone } = this.span;
    const values = { from, to, zone: timeZone };
    return nameParameters(text, (name) => this.parameter(values[name]));
  }

  grouped(parts: {
    readonly dataset: string;
    readonly day: string;
    readonly keys: readonly string[];
    readonly sums: readonly string[];
    readonly source: string;
    readonly where: string;
  }): BuiltQuery {
    const { dataset, day, keys, sums, source, where } = parts;
    const columns = [this.date(day), ...keys.map((key) => this.text(key)), ...sums];
    const groups = [...new Set([day, ...keys])];
    const sql = `SELECT ${columns.join(', ')} FROM ${source} WHERE ${where} GROUP BY ${groups.join(', ')}`;
    return { dataset, sql, parameters: this.parameters };
  }
}
