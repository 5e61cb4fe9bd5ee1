import { z } from 'zod';
import { definitionSchema } from '@/lib/analysis/definition-contracts';
import { daySchema, figureSchema, querySchema, reportContentSchema } from '@/lib/analysis/result-contracts';
import { isTimeZone } from '@/lib/text/zoned-time';

/** Reports as people see and change them. Times are ISO 8601, days are days of the report's time zone. */

export const REPORTS_PAGE_SIZE = 50;
const MAX_RECEIVERS = 100;

/** Five fields, as cron has them; `lib/reports/next-slot` says whether they ever come. */
const cronSchema = z
  .string()
  .trim()
  .regex(/^[\d*,/-]+( [\d*,/A-Za-z-]+){4}$/)
  .max(100);

export const scheduleSchema = z.object({
  cron: cronSchema,
  timeZone: z.string().refine(isTimeZone, 'is no time zone'),
  /** Chinese workdays: holidays and weekends are left out, make-up workdays are not. */
  workdaysOnly: z.boolean(),
  /** The day that it reports on: -1 is the day before the slot. */
  dayOffset: z.number().int().min(-31).max(0),
});
export type Schedule = z.output<typeof scheduleSchema>;

export const channelSchema = z.enum(['person', 'group', 'mail']);

/** `target`: a person's or group's id, or a mail address. */
export const receiverSchema = z.discriminatedUnion('channel', [
  z.object({ channel: z.enum(['person', 'group']), target: z.uuid() }),
  z.object({ channel: z.literal('mail'), target: z.email().max(254) }),
]);
export type ReceiverInput = z.output<typeof receiverSchema>;

export const settingsSchema = z.object({
  release: z.enum(['automatic', 'reviewed']),
  /** Who may release it, beside its owner. */
  reviewerIds: z.array(z.uuid()).max(20),
  /** Where the engine is away at the deadline, the figures go out with plain sentences. */
  allowsPlain: z.boolean(),
  deadlineMinutes: z.number().int().min(5).max(1_440),
  keepDays: z.number().int().min(1).max(3_650),
  schedule: scheduleSchema.nullable(),
  receivers: z.array(receiverSchema).max(MAX_RECEIVERS),
});
export type ReportSettings = z.output<typeof settingsSchema>;

/** POST /api/reports */
export const createReportSchema = z.object({ definition: definitionSchema, settings: settingsSchema });
export type CreateReportInput = z.output<typeof createReportSchema>;

export const createdReportSchema = z.object({ id: z.uuid() });

/** PUT /api/reports/:id: `version` is the one that was read; somebody else's change in between is a 409. */
export const changeReportSchema = createReportSchema.extend({ version: z.number().int().positive() });
export type ChangeReportInput = z.output<typeof changeReportSchema>;

export const runStateSchema = z.enum([
  'waiting',
  'computing',
  'writing',
  'review',
  'released',
  'refused',
  'failed',
  'skipped',
  'cancelled',
]);
export type ReportRunState = z.infer<typeof runStateSchema>;

export const runErrorSchema = z.object({
  code: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
});
export type RunError = z.output<typeof runErrorSchema>;

export const runSummarySchema = z.object({
  id: z.uuid(),
  reportId: z.uuid(),
  title: z.string(),
  version: z.number().int(),
  day: daySchema,
  slot: z.string().nullable(),
  isLate: z.boolean(),
  state: runStateSchema,
  /** Steps that are done, of all: the figures are one step, each section of words one. */
  done: z.number().int(),
  total: z.number().int(),
  error: runErrorSchema.nullable(),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
  releasedAt: z.string().nullable(),
});
export type ReportRunSummary = z.infer<typeof runSummarySchema>;

export const reportSummarySchema = z.object({
  id: z.uuid(),
  title: z.string(),
  /** Null: the person was removed or disabled; an administrator takes it over. */
  ownerName: z.string().nullable(),
  version: z.number().int(),
  nextAt: z.string().nullable(),
  isArchived: z.boolean(),
  mayEdit: z.boolean(),
  lastRun: runSummarySchema.nullable(),
});
export type ReportSummary = z.infer<typeof reportSummarySchema>;
/** GET /api/reports: those that one owns, reviews or receives; all of them for administrators. */
export const reportsSchema = z.object({ reports: z.array(reportSummarySchema) });

/** GET /api/reports/:id. Who may not edit it gets neither definition nor settings. */
export const reportSchema = reportSummarySchema.extend({
  definition: definitionSchema.nullable(),
  settings: settingsSchema.nullable(),
  runs: z.array(runSummarySchema),
});
export type ReportDto = z.infer<typeof reportSchema>;

export const reportVersionSchema = z.object({
  number: z.number().int(),
  createdAt: z.string(),
  createdBy: z.string().nullable(),
  definition: definitionSchema,
});
export const reportVersionsSchema = z.object({ versions: z.array(reportVersionSchema) });
export type ReportVersionDto = z.infer<typeof reportVersionSchema>;

export const deliverySchema = z.object({
  id: z.uuid(),
  channel: channelSchema,
  /** A name or a mail address. */
  receiver: z.string(),
  state: z.enum(['waiting', 'accepted', 'failed', 'unknown']),
  answer: z.string().nullable(),
  attempts: z.number().int(),
  settledAt: z.string().nullable(),
});
export type DeliveryDto = z.infer<typeof deliverySchema>;

/** GET /api/report-runs/:id. Deliveries are for who may edit or release it. */
export const reportRunSchema = runSummarySchema.extend({
  content: reportContentSchema.nullable(),
  mayDecide: z.boolean(),
  mayEdit: z.boolean(),
  decidedBy: z.string().nullable(),
  /** An earlier run for the same day and version whose figures differ: the source's data changed since. */
  differsFrom: z.object({ id: z.uuid(), createdAt: z.string(), figures: z.array(z.string()) }).nullable(),
  deliveries: z.array(deliverySchema),
});
export type ReportRunDto = z.infer<typeof reportRunSchema>;

/** POST /api/reports/:id/runs */
export const requestRunSchema = z.object({ day: daySchema });
/** POST /api/report-runs/:id/decision */
export const decideRunSchema = z.discriminatedUnion('decision', [
  z.object({ decision: z.literal('release') }),
  z.object({ decision: z.literal('refuse'), reason: z.string().trim().min(1).max(500) }),
]);
export type DecideRunInput = z.output<typeof decideRunSchema>;

/** POST /api/reports/preview: a dry run without words; nothing is stored. */
export const previewReportSchema = z.object({ definition: definitionSchema, day: daySchema });
export const previewSchema = z.object({ content: reportContentSchema });

/** GET /api/report-runs/:id/figure?figure=…: where a number comes from. */
export const figureQuerySchema = z.object({ figure: z.string().min(1).max(200) });
export const figureOriginSchema = z.object({
  figure: figureSchema,
  queries: z.array(
    querySchema.extend({
      /** Null: the rows were removed by retention. */
      rows: z.array(z.array(z.string().nullable())).nullable(),
      /** Rows beyond the first ones are counted in `rowCount`. */
      isCut: z.boolean(),
    }),
  ),
});
export type FigureOrigin = z.infer<typeof figureOriginSchema>;

export const REPORT_FORMATS = ['docx', 'xlsx', 'md'] as const;
export const reportFormatSchema = z.enum(REPORT_FORMATS);
export type ReportFormat = z.infer<typeof reportFormatSchema>;

export const reportParamsSchema = z.object({ reportId: z.uuid() });
export const reportRunParamsSchema = z.object({ runId: z.uuid() });

/** GET /api/report-runs/:id/chart: the chart at this place of the report (from 0). */
export const chartQuerySchema = z.object({
  block: z.coerce.number().int().min(0).max(100),
  theme: z.enum(['light', 'dark']),
});
/** GET /api/report-runs/:id/file */
export const fileQuerySchema = z.object({ format: reportFormatSchema });
