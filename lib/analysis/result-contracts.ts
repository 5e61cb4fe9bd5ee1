import { z } from 'zod';
import { chartKindSchema, unitSchema } from '@/lib/analysis/definition-contracts';

/**
 * What a report is made of once it is computed: every number is a figure with an id, and page, PDF, Word, Excel, mail
 * and the model's words refer to figures by id. Numbers are decimal text, never floats.
 */

/** A decimal number as text, such as `-187101.29`. */
export const decimalSchema = z.string().regex(/^-?\d+(\.\d+)?$/);
export const daySchema = z.iso.date();

export const subjectSchema = z.object({ dimension: z.string(), key: z.string(), label: z.string() });
export type Subject = z.infer<typeof subjectSchema>;

/**
 * What a figure says of its metric: the value; change against a day before (amount, percent); sum since the first of
 * the month; percent of the target reached; share of the whole; place in a ranking (1 is the largest); part of the
 * whole's change; what a baseline expects; deviation from it.
 */
export const figureKindSchema = z.enum([
  'value',
  'previous_day_amount',
  'previous_day_percent',
  'previous_week_amount',
  'previous_week_percent',
  'previous_year_amount',
  'previous_year_percent',
  'target',
  'target_percent',
  'month_value',
  'month_target',
  'month_target_percent',
  'share_percent',
  'rank',
  'contribution_percent',
  'expected',
  'deviation_percent',
  'score',
]);
export type FigureKind = z.infer<typeof figureKindSchema>;

export const figureSchema = z.object({
  /** `net`, `net.previous_week_percent`, `net@region:华南.share_percent`: unique in the report and stable over days. */
  id: z.string().min(1).max(200),
  metric: z.string(),
  kind: figureKindSchema,
  /** Null: the total. */
  subject: subjectSchema.nullable(),
  /** In the report's language, with the subject: "华南净销售额较上周同日". */
  label: z.string(),
  /** Null: not known, and `missing` says why. Never zero in its place. */
  value: decimalSchema.nullable(),
  /** The value as it is shown, with unit and sign: "195.35 万元", "-8.74%", "第 3 名". "—" where it is not known. */
  text: z.string(),
  unit: unitSchema,
  decimals: z.number().int(),
  /** Of a change: what words may say of it. Null for what has no direction. */
  direction: z.enum(['up', 'down', 'flat']).nullable(),
  missing: z.string().nullable(),
  /** Ids of the queries whose rows it comes from, and how, in words: "sum of gross - sum of refunds". */
  queries: z.array(z.string()),
  method: z.string(),
});
export type Figure = z.infer<typeof figureSchema>;

/** One statement that was sent to the source. Its rows are stored beside the run while retention allows. */
export const querySchema = z.object({
  id: z.string(),
  dataset: z.string(),
  sql: z.string(),
  parameters: z.array(z.string()),
  columns: z.array(z.string()),
  rowCount: z.number().int(),
  durationMs: z.number(),
  /** SHA-256 of the rows, in their order: equal figures of a re-run can be proved. */
  hash: z.string(),
});
export type ExecutedQuery = z.infer<typeof querySchema>;

/** Something about the data that a reader must know first. `blocking`: the figures must not go out as they are. */
export const noticeSchema = z.object({
  code: z.enum(['empty', 'partial_day', 'stale', 'missing_members', 'holiday', 'no_baseline', 'not_comparable']),
  blocking: z.boolean(),
  text: z.string(),
  subjects: z.array(subjectSchema),
});
export type Notice = z.infer<typeof noticeSchema>;

export const anomalySchema = z.object({
  rule: z.string(),
  subject: subjectSchema.nullable(),
  /** Ids of figures: value, expected (median of the baseline), deviation in percent, score. */
  figures: z.object({ value: z.string(), expected: z.string(), deviation: z.string(), score: z.string() }),
  direction: z.enum(['up', 'down']),
  baselineDays: z.array(daySchema),
  /** "仅看同为周三的 8 个工作日…": threshold, expectation and reason in words, made by code. */
  reason: z.string(),
  /** What drove it: the driver's member, by figures. */
  drivers: z.array(z.object({ subject: subjectSchema, amount: z.string(), text: z.string() })),
});
export type Anomaly = z.infer<typeof anomalySchema>;

/** A cell refers to a figure; null: none. */
const rowSchema = z.object({ subject: subjectSchema, cells: z.array(z.string().nullable()) });

export const tableBlockSchema = z.object({
  kind: z.literal('table'),
  heading: z.string(),
  columns: z.array(z.object({ label: z.string(), metric: z.string(), kind: figureKindSchema })),
  rows: z.array(rowSchema),
});

export const chartBlockSchema = z.object({
  kind: z.literal('chart'),
  heading: z.string(),
  chart: chartKindSchema,
  unit: unitSchema,
  decimals: z.number().int(),
  /** trend: days; ranking: members; heatmap: days. */
  categories: z.array(z.string()),
  /** A series for each member, or one. Null: not known. */
  series: z.array(z.object({ label: z.string(), values: z.array(decimalSchema.nullable()) })),
  queries: z.array(z.string()),
});

/** A sentence: text and figures in turn. `origin`: whose words they are. */
export const sentenceSchema = z.object({
  parts: z.array(z.union([z.object({ t: z.string() }), z.object({ f: z.string() })])),
  origin: z.enum(['model', 'code']),
});
export type Sentence = z.infer<typeof sentenceSchema>;

export const wordsBlockSchema = z.object({
  kind: z.literal('words'),
  name: z.string(),
  heading: z.string(),
  opinion: z.boolean(),
  sentences: z.array(sentenceSchema),
  /** Sentences of the model that were refused twice, and why; code's sentences stand in their place. */
  refused: z.array(z.object({ text: z.string(), reason: z.string() })),
});
export type WordsBlock = z.infer<typeof wordsBlockSchema>;

export const contentBlockSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('figures'), figures: z.array(z.array(z.string())) }),
  tableBlockSchema,
  chartBlockSchema,
  wordsBlockSchema,
  z.object({ kind: z.literal('anomalies'), heading: z.string(), anomalies: z.array(anomalySchema) }),
]);
export type ContentBlock = z.infer<typeof contentBlockSchema>;

export const reportContentSchema = z.object({
  title: z.string(),
  language: z.enum(['zh', 'en']),
  timeZone: z.string(),
  day: daySchema,
  /** When it was computed; the data are of this moment. */
  computedAt: z.iso.datetime(),
  notices: z.array(noticeSchema),
  figures: z.record(z.string(), figureSchema),
  blocks: z.array(contentBlockSchema),
  queries: z.array(querySchema),
});
export type ReportContent = z.infer<typeof reportContentSchema>;
