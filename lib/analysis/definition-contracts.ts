import { z } from 'zod';

/**
 * A report's definition: data sets, metrics over them, dimensions, rules and layout. Code makes the SQL from it and
 * computes every figure; the model only words them (decision 93). A definition is stored as an immutable version.
 */

/** A name within a definition: `net`, `region`, `sales`. */
export const nameSchema = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);
const label = z.string().trim().min(1).max(60);
/** A table's or column's name as the database spells it. SQL quotes it; what cannot be quoted safely is refused. */
const identifier = z.string().regex(/^[\p{L}_][\p{L}\p{N}_$ ]{0,62}$/u);
/** `alias.column`; the alias of a data set's first table is `t`. */
const columnSchema = z.string().regex(/^[a-z][a-z0-9_]{0,19}\.[\p{L}_][\p{L}\p{N}_$ ]{0,62}$/u);

const tableSchema = z.object({ schema: identifier.nullable(), name: identifier });

/** An equality join to a table that has at most one row for each row before it. */
const joinSchema = z.object({
  table: tableSchema,
  as: z.string().regex(/^[a-z][a-z0-9_]{0,19}$/),
  on: z
    .array(z.object({ left: columnSchema, right: columnSchema }))
    .min(1)
    .max(4),
  /** Rows without a partner stay. */
  optional: z.boolean().default(false),
});

/** How a row's day is found. `instant`: timestamp with time zone; `local`: timestamp in the report's time zone. */
const daySchema = z.object({ column: columnSchema, type: z.enum(['date', 'instant', 'local']) });

/** A number that is added up over rows; `count` counts rows. */
const measureSchema = z.object({
  name: nameSchema,
  aggregate: z.enum(['sum', 'count', 'count_distinct']),
  column: columnSchema.nullable(),
});

const filterSchema = z.object({ column: columnSchema, in: z.array(z.string().max(200)).min(1).max(200) });

/** Where the data set has a dimension: the column of its key and, where it differs, of its label. */
const dimensionColumnSchema = z.object({
  dimension: nameSchema,
  key: columnSchema,
  label: columnSchema.nullable().default(null),
});

/** Generated SQL, for every kind of source. */
const tableDatasetSchema = z.object({
  kind: z.literal('table'),
  name: nameSchema,
  label,
  table: tableSchema,
  joins: z.array(joinSchema).max(8).default([]),
  day: daySchema,
  filters: z.array(filterSchema).max(10).default([]),
  measures: z.array(measureSchema).min(1).max(20),
  dimensions: z.array(dimensionColumnSchema).max(10),
});

/**
 * SQL by hand, PostgreSQL only: one SELECT with `:from`, `:to` (exclusive) and `:zone`, by an administrator. Its result
 * has a column `day` (date), one for each dimension's key (and label) and one for each measure, all to be summed.
 */
const sqlDatasetSchema = z.object({
  kind: z.literal('sql'),
  name: nameSchema,
  label,
  text: z.string().min(1).max(20_000),
  measures: z
    .array(z.object({ name: nameSchema, column: identifier }))
    .min(1)
    .max(20),
  dimensions: z
    .array(z.object({ dimension: nameSchema, key: identifier, label: identifier.nullable().default(null) }))
    .max(10),
});

export const datasetSchema = z.discriminatedUnion('kind', [tableDatasetSchema, sqlDatasetSchema]);
export type Dataset = z.output<typeof datasetSchema>;

/** Who is expected: a shop that is open on the day and has no row is missing, not zero. */
const membersSchema = z.object({
  table: tableSchema,
  joins: z.array(joinSchema).max(4).default([]),
  key: columnSchema,
  label: columnSchema,
  parent: columnSchema.nullable().default(null),
  /** First and last day (inclusive) of a member; null: always. */
  from: columnSchema.nullable().default(null),
  until: columnSchema.nullable().default(null),
});

export const dimensionSchema = z.object({
  name: nameSchema,
  label,
  /** The dimension above it: a shop's region. */
  parent: nameSchema.nullable().default(null),
  members: membersSchema.nullable().default(null),
});
export type Dimension = z.output<typeof dimensionSchema>;

/** money: yuan, shown in 元/万元/亿元; count: with its measure word (件, 单); percent: the value is already × 100. */
export const unitSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('money'), currency: z.string().length(3).default('CNY') }),
  z.object({ kind: z.literal('count'), word: z.string().max(8).default('') }),
  z.object({ kind: z.literal('percent') }),
]);
export type Unit = z.output<typeof unitSchema>;

export const comparisonSchema = z.enum(['previous_day', 'previous_week', 'previous_year', 'month_to_date', 'target']);
export type Comparison = z.output<typeof comparisonSchema>;

export const metricSchema = z.object({
  name: nameSchema,
  label,
  unit: unitSchema,
  /** Decimals of the exact value: 2 for yuan. */
  decimals: z.number().int().min(0).max(6).default(2),
  /** Over measures of data sets, as `data set.measure`, with + - * / ( ) and numbers: `sales.gross - refunds.amount`.
   * It is evaluated after the sums, so a ratio is right at every level. */
  formula: z.string().min(1).max(400),
  /** More is good, bad or neither: for colours, never for words. */
  better: z.enum(['more', 'less', 'neither']).default('more'),
  comparisons: z.array(comparisonSchema).default([]),
  /** The metric that is its target. */
  target: nameSchema.nullable().default(null),
});
export type Metric = z.output<typeof metricSchema>;

/** Same-weekday baseline (median and MAD; detect-anomalies.ts has the method). */
export const anomalyRuleSchema = z.object({
  name: nameSchema,
  metric: nameSchema,
  /** Null: the total. */
  dimension: nameSchema.nullable(),
  /** Compares a member's share of its parent, so that a fall of the whole region is not twenty falls of shops. */
  shareOfParent: z.boolean().default(false),
  weeks: z.number().int().min(4).max(52).default(12),
  baselineDays: z.number().int().min(4).max(52).default(8),
  minimumDays: z.number().int().min(3).max(52).default(4),
  /** Robust z from which a value is flagged. */
  minimumScore: z.number().positive().max(100).default(3.5),
  minimumDeviationPercent: z.number().positive().max(1000).default(15),
  /** Floor of the spread, in percent of the median. */
  spreadFloorPercent: z.number().min(0).max(100).default(2),
  /** The dimension whose members explain it, such as product. */
  driver: nameSchema.nullable().default(null),
  driverMetric: nameSchema.nullable().default(null),
});
export type AnomalyRule = z.output<typeof anomalyRuleSchema>;

/** Rules about the data itself; what breaks one is said at the top of the report. */
export const qualityRuleSchema = z.discriminatedUnion('kind', [
  /** The newest entry of the day is at this local time or later, else the day is a part of a day. */
  z.object({ kind: z.literal('whole_day'), dataset: nameSchema, lastEntryAfter: z.string().regex(/^\d{2}:\d{2}$/) }),
  /** Each member of the dimension that is open on the day has rows in the data set. */
  z.object({ kind: z.literal('all_members'), dataset: nameSchema, dimension: nameSchema }),
  /** The data set has rows of the day at all (always checked for data sets of headline metrics). */
  z.object({ kind: z.literal('not_empty'), dataset: nameSchema }),
]);
export type QualityRule = z.output<typeof qualityRuleSchema>;

export const chartKindSchema = z.enum(['trend', 'ranking', 'heatmap']);

const section = z.object({
  kind: z.literal('words'),
  name: nameSchema,
  heading: label,
  /** For the model: what this section is about and how it should sound. */
  instruction: z.string().max(1_000),
  metrics: z.array(nameSchema).max(10),
  /** Null: the total alone. */
  dimension: nameSchema.nullable(),
  /** Anomalies are given to the model too. */
  anomalies: z.boolean().default(false),
  /** It is the model's opinion, and is marked so. */
  opinion: z.boolean().default(false),
});
export type WordsSection = z.output<typeof section>;

/** The report from top to bottom. */
export const blockSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('figures'), metrics: z.array(nameSchema).min(1).max(8) }),
  section,
  z.object({
    kind: z.literal('table'),
    heading: label,
    dimension: nameSchema,
    metrics: z.array(nameSchema).min(1).max(6),
    /** Sorted by the first metric. Null: all of them, in the order of their keys. */
    top: z.number().int().positive().max(100).nullable().default(null),
    bottom: z.number().int().positive().max(100).nullable().default(null),
    share: z.boolean().default(false),
    contribution: z.boolean().default(false),
  }),
  z.object({
    kind: z.literal('chart'),
    heading: label,
    chart: chartKindSchema,
    metric: nameSchema,
    dimension: nameSchema.nullable(),
    days: z.number().int().min(1).max(400).default(30),
  }),
  z.object({ kind: z.literal('anomalies'), heading: label }),
]);
export type Block = z.output<typeof blockSchema>;

export const definitionSchema = z.object({
  title: z.string().trim().min(1).max(80),
  language: z.enum(['zh', 'en']),
  /** IANA. Days of the report are days of it. */
  timeZone: z.string().min(1).max(60),
  sourceId: z.uuid(),
  datasets: z.array(datasetSchema).min(1).max(12),
  dimensions: z.array(dimensionSchema).max(8),
  metrics: z.array(metricSchema).min(1).max(20),
  anomalies: z.array(anomalyRuleSchema).max(12).default([]),
  quality: z.array(qualityRuleSchema).max(20).default([]),
  blocks: z.array(blockSchema).min(1).max(30),
});
export type ReportDefinition = z.output<typeof definitionSchema>;
