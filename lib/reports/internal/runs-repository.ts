import 'server-only';
import { z } from 'zod';
import type { FetchedRows } from '@/lib/analysis/compute-report';
import { reportContentSchema, type ReportContent } from '@/lib/analysis/result-contracts';
import type { Prisma } from '@/lib/db/generated/client';
import { getPrisma, type PrismaRunner } from '@/lib/db/prisma';
import { runErrorSchema, type ReportRunState, type ReportRunSummary, type RunError } from '@/lib/reports/contracts';

const SUMMARY = {
  id: true,
  reportId: true,
  version: true,
  day: true,
  slot: true,
  isLate: true,
  state: true,
  done: true,
  total: true,
  error: true,
  decidedBy: true,
  createdAt: true,
  finishedAt: true,
  releasedAt: true,
  hash: true,
  report: { select: { title: true } },
} satisfies Prisma.ReportRunSelect;

/** A run without its content. */
export type RunRow = Prisma.ReportRunGetPayload<{ select: typeof SUMMARY }>;

/** What is stored of a run besides what it was made with. */
export interface RunChange {
  readonly state?: ReportRunState;
  readonly content?: ReportContent;
  readonly hash?: string;
  readonly done?: number;
  readonly total?: number;
  readonly error?: RunError;
  readonly decidedBy?: string;
  readonly computedAt?: Date;
  readonly finishedAt?: Date;
  readonly releasedAt?: Date;
}

/** A run as people see it in lists. */
export function toRunSummary({ report, day, error, ...row }: RunRow): ReportRunSummary {
  const { id, reportId, version, isLate, state, done, total } = row;
  return {
    ...{ id, reportId, version, isLate, state, done, total },
    title: report.title,
    day: day.toISOString().slice(0, 10),
    slot: row.slot?.toISOString() ?? null,
    error: error === null ? null : runErrorSchema.parse(error),
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    releasedAt: row.releasedAt?.toISOString() ?? null,
  };
}

/** A run that is made, or that only says why none is. */
export interface NewRun {
  readonly id: string;
  readonly reportId: string;
  readonly version: number;
  readonly day: string;
  readonly slot: Date | null;
  readonly isLate: boolean;
  readonly state: 'waiting' | 'skipped';
  readonly error?: RunError;
  readonly requestedBy: string | null;
  readonly now: Date;
}

/** Stores a new run; false when its slot has one already. */
export async function insertRun(prisma: PrismaRunner, run: NewRun): Promise<boolean> {
  const { day, now, error, ...same } = run;
  const data = {
    ...same,
    day: new Date(`${day}T00:00:00Z`),
    createdAt: now,
    ...(error === undefined ? {} : { error }),
  };
  const { count } = await prisma.reportRun.createMany({ data: [data], skipDuplicates: true });
  return count === 1;
}

/** A run by id, without its content, or null. */
export async function findRun(id: string, prisma: PrismaRunner = getPrisma()): Promise<RunRow | null> {
  return prisma.reportRun.findUnique({ where: { id }, select: SUMMARY });
}

/** The newest runs of a report, or the newest released ones. */
export async function findRuns(
  reportId: string,
  { most, states }: { readonly most: number; readonly states?: readonly ReportRunState[] },
): Promise<RunRow[]> {
  const where = { reportId, ...(states === undefined ? {} : { state: { in: [...states] } }) };
  return getPrisma().reportRun.findMany({
    where,
    select: SUMMARY,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: most,
  });
}

/** The content of a run, or null before it is computed. */
export async function findContent(id: string, prisma: PrismaRunner = getPrisma()): Promise<ReportContent | null> {
  const row = await prisma.reportRun.findUnique({ where: { id }, select: { content: true } });
  const content = row?.content ?? null;
  return content === null ? null : reportContentSchema.parse(content);
}

/** Changes a run that is in one of these states; false when it is not (any more). */
export async function updateRun(
  prisma: PrismaRunner,
  id: string,
  states: readonly ReportRunState[],
  change: RunChange,
): Promise<boolean> {
  const { count } = await prisma.reportRun.updateMany({ where: { id, state: { in: [...states] } }, data: change });
  return count === 1;
}

/** The newest other run of the same report, version and day whose figures differ from `hash`. */
export async function findDifferentRun(run: RunRow): Promise<{ id: string; createdAt: Date } | null> {
  if (run.hash === null) return null;
  return getPrisma().reportRun.findFirst({
    where: {
      reportId: run.reportId,
      version: run.version,
      day: run.day,
      id: { not: run.id },
      createdAt: { lt: run.createdAt },
      hash: { notIn: [run.hash] },
    },
    select: { id: true, createdAt: true },
    orderBy: { createdAt: 'desc' },
  });
}

/** The result of a query. */
const rowsSchema = z.object({ columns: z.array(z.string()), rows: z.array(z.array(z.string().nullable())) });
type StoredRows = z.infer<typeof rowsSchema>;

/** Stores the rows of a run's queries, by their ids. */
export async function insertRows(
  prisma: PrismaRunner,
  runId: string,
  rows: ReadonlyMap<string, FetchedRows>,
): Promise<void> {
  const data = [...rows].map(([queryId, stored]) => ({
    runId,
    queryId,
    rows: { columns: [...stored.columns], rows: stored.rows.map((row) => [...row]) },
  }));
  await prisma.reportRows.createMany({ data });
}

/** The rows of one query, or null when retention removed them. */
export async function findRows(runId: string, queryId: string): Promise<StoredRows | null> {
  const found = await getPrisma().reportRows.findUnique({
    where: { runId_queryId: { runId, queryId } },
    select: { rows: true },
  });
  return found === null ? null : rowsSchema.parse(found.rows);
}
