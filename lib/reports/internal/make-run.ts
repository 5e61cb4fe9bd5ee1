import 'server-only';
import { createHash } from 'node:crypto';
import { computeReport } from '@/lib/analysis/compute-report';
import type { ReportDefinition, WordsSection } from '@/lib/analysis/definition-contracts';
import { plainWords } from '@/lib/analysis/plain-words';
import type { ContentBlock, ReportContent, WordsBlock } from '@/lib/analysis/result-contracts';
import { recordEvents } from '@/lib/audit/record-events';
import type { Transaction } from '@/lib/db/in-transaction';
import { AppError } from '@/lib/errors/app-error';
import type { RunningJob } from '@/lib/jobs/start-jobs';
import { requireStatements } from '@/lib/reports/internal/hand-written-sql';
import { releaseRun } from '@/lib/reports/internal/release-run';
import { reportEvent } from '@/lib/reports/internal/report-event';
import { findReport, getDefinition, type ReportRow } from '@/lib/reports/internal/reports-repository';
import { findContent, findRun, insertRows, updateRun, type RunRow } from '@/lib/reports/internal/runs-repository';
import { writeWords } from '@/lib/reports/write-words';
import { admittedModel } from '@/lib/runs/admitted-model';
import { openSource } from '@/lib/sources/open-source';

/** In this part of the time before its deadline a report does not make room for people any more. */
const URGENT_SHARE = 0.25;

/**
 * Makes a run: computes its figures, words its sections one after the other, then releases it or leaves it to a
 * reviewer. What is done is stored step by step, so that another attempt goes on from there.
 * @throws AppError of the source; `report-no-data`, `report-deadline`, `report-owner-gone`
 */
export async function makeRun(job: RunningJob): Promise<(transaction: Transaction) => Promise<void>> {
  const run = await findRun(job.key);
  const report = run === null ? null : await findReport(run.reportId);
  if (run === null || report === null || !['waiting', 'computing', 'writing'].includes(run.state))
    return () => Promise.resolve();
  if (report.ownerId === null || (report.owner?.disabledAt ?? null) !== null)
    throw new AppError({ kind: 'conflict', code: 'report-owner-gone', detail: 'The report has no owner any more' });
  const definition = await getDefinition(run.reportId, run.version);
  const content = (await findContent(run.id)) ?? (await compute(job, run, report, definition));
  const written = await writeSections(job, { run, report, ownerId: report.ownerId, definition, content });
  return (transaction) => endRun(transaction, { run, report, content: written });
}

async function compute(
  job: RunningJob,
  run: RunRow,
  report: ReportRow,
  definition: ReportDefinition,
): Promise<ReportContent> {
  await job.inLease(({ prisma }) => updateRun(prisma, run.id, ['waiting', 'computing'], { state: 'computing' }));
  const day = run.day.toISOString().slice(0, 10);
  const { content, rows } = await computeOver(definition, {
    day,
    signal: job.signal,
    deadline: deadlineOf(run, report),
  });
  const blocking = content.notices.find((notice) => notice.blocking);
  if (blocking !== undefined) {
    const values = { reason: blocking.text };
    throw new AppError({ kind: 'conflict', code: 'report-no-data', detail: blocking.text, values });
  }
  const total = 1 + content.blocks.filter(({ kind }) => kind === 'words').length;
  await job.inLease(async ({ prisma, sql }) => {
    await updateRun(prisma, run.id, ['computing'], {
      state: 'writing',
      content,
      hash: hashOf(content),
      done: 1,
      total,
      computedAt: new Date(),
    });
    await insertRows(prisma, run.id, rows);
    await recordEvents(sql, [
      reportEvent('report.computed', null, { kind: 'report_run', id: run.id }, { day, queries: content.queries }),
    ]);
  });
  return content;
}

/** Computes a definition over its source. Also for previews: nothing is stored. */
export async function computeOver(
  definition: ReportDefinition,
  { day, signal, deadline }: { readonly day: string; readonly signal: AbortSignal; readonly deadline?: Date },
) {
  if (deadline !== undefined && deadline < new Date()) throw deadlineMissed();
  await requireStatements(definition);
  const { dialect, query } = await openSource(definition.sourceId);
  return computeReport({ definition, day, now: new Date(), dialect, fetch: (given) => query(given, signal) });
}

interface Writing {
  readonly run: RunRow;
  readonly report: ReportRow;
  readonly ownerId: string;
  readonly definition: ReportDefinition;
  readonly content: ReportContent;
}

async function writeSections(job: RunningJob, { content, ...writing }: Writing): Promise<ReportContent> {
  let written = content;
  for (const section of writing.definition.blocks) {
    if (section.kind !== 'words' || written.blocks.some((block) => isOf(block, section) && isWritten(block))) continue;
    const words = await writeSection(job, section, { ...writing, content: written });
    written = { ...written, blocks: written.blocks.map((block) => (isOf(block, section) ? words : block)) };
    const done = 1 + written.blocks.filter(isWritten).length;
    await job.inLease(({ prisma }) => updateRun(prisma, writing.run.id, ['writing'], { content: written, done }));
  }
  return written;
}

async function writeSection(
  job: RunningJob,
  section: WordsSection,
  { run, report, ownerId, content }: Writing,
): Promise<WordsBlock> {
  const deadline = deadlineOf(run, report);
  const left = deadline.getTime() - Date.now();
  const isUrgent = left < report.deadlineMinutes * 60_000 * URGENT_SHARE;
  if (left <= 0) return plainOr(deadlineMissed(), report, { section, content });
  const atDeadline = AbortSignal.timeout(left);
  try {
    return await writeWords({
      section,
      content,
      model: admittedModel({ personId: ownerId, kind: 'report', band: isUrgent ? 'interactive' : 'background' }),
      signal: AbortSignal.any([job.signal, atDeadline]),
    });
  } catch (error) {
    if (!atDeadline.aborted || job.signal.aborted) throw error;
    return plainOr(deadlineMissed(error), report, { section, content });
  }
}

/** Plain sentences made by code, where the report allows them; else the error. */
function plainOr(
  error: AppError,
  report: ReportRow,
  given: { readonly section: WordsSection; readonly content: ReportContent },
): WordsBlock {
  if (!report.allowsPlain) throw error;
  return plainWords(given.section, given.content);
}

async function endRun(
  transaction: Transaction,
  { run, report, content }: { readonly run: RunRow; readonly report: ReportRow; readonly content: ReportContent },
): Promise<void> {
  const isReviewed =
    report.release === 'reviewed' || report.releasedVersion < run.version || content.notices.some(isDoubtful);
  const change = { state: 'review' as const, finishedAt: new Date() };
  if (!(await updateRun(transaction.prisma, run.id, ['writing'], change)) || isReviewed) return;
  await releaseRun(transaction, { run, report, principal: null });
}

/** A person looks at a report about a part of a day or old data, whatever its settings say. */
function isDoubtful({ code }: ReportContent['notices'][number]): boolean {
  return code === 'partial_day' || code === 'stale';
}

/** A section whose words, the model's or code's in their place, are stored. */
function isWritten(block: ContentBlock): boolean {
  return block.kind === 'words' && block.sentences.length > 0;
}

function isOf(block: ContentBlock, section: WordsSection): boolean {
  return block.kind === 'words' && block.name === section.name;
}

/** When a run must be done: counted from its slot, or from when a person asked. */
function deadlineOf({ slot, isLate, createdAt }: RunRow, { deadlineMinutes }: ReportRow): Date {
  const from = slot === null || isLate ? createdAt : slot;
  return new Date(from.getTime() + deadlineMinutes * 60_000);
}

function deadlineMissed(cause?: unknown): AppError {
  return new AppError({ kind: 'unavailable', code: 'report-deadline', detail: 'The deadline has passed', cause });
}

/** Of the figures alone: words and times of a re-run differ, its figures must not. */
function hashOf({ figures }: ReportContent): string {
  const values = Object.values(figures).map(({ id, value }) => [id, value]);
  return createHash('sha256').update(JSON.stringify(values.sort())).digest('hex');
}
