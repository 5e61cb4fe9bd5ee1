import 'server-only';
import { isDeepStrictEqual } from 'node:util';
import { v7 as uuidv7 } from 'uuid';
import { recordEvents } from '@/lib/audit/record-events';
import type { Principal } from '@/lib/auth/contracts';
import { inTransaction } from '@/lib/db/in-transaction';
import { AppError } from '@/lib/errors/app-error';
import type { ChangeReportInput, CreateReportInput } from '@/lib/reports/contracts';
import { requireStatements } from '@/lib/reports/internal/hand-written-sql';
import { requireEditableReport } from '@/lib/reports/internal/report-access';
import { requireDefinition } from '@/lib/reports/internal/require-definition';
import { reportEvent } from '@/lib/reports/internal/report-event';
import { archiveReport, getDefinition, insertReport, updateReport } from '@/lib/reports/internal/reports-repository';
import { lockReport } from '@/lib/reports/internal/schedule-sql';
import { nextSlot } from '@/lib/reports/next-slot';

/**
 * Makes a report of a person; the first run of it waits for a reviewer.
 * @throws AppError `report-definition-wrong` with the place, `report-never-comes`, `not-found` for a source that the
 * person may not use, `report-sql-admin-only`
 * @returns its id
 */
export async function createReport(
  principal: Principal,
  { definition, settings }: CreateReportInput,
  now = new Date(),
): Promise<string> {
  await requireDefinition(principal, definition, null);
  await requireStatements(definition);
  const id = uuidv7({ msecs: now.getTime() });
  const nextAt = firstSlot(settings.schedule, now);
  await inTransaction(async ({ prisma, sql }) => {
    await insertReport(prisma, { id, definition, settings, nextAt, personId: principal.personId, now });
    await recordEvents(sql, [
      reportEvent('report.created', principal, { kind: 'report', id }, { title: definition.title, settings }),
    ]);
  });
  return id;
}

/**
 * Stores changed settings and, when it differs, the definition as a new version.
 * @throws AppError those of `createReport`, `report-not-yours`, `report-changed` when somebody else was faster
 */
export async function changeReport(
  principal: Principal,
  reportId: string,
  { version, definition, settings }: ChangeReportInput,
  now = new Date(),
): Promise<void> {
  await requireEditableReport(principal, reportId);
  // A version never changes, so it may be read before the lock.
  const before = await getDefinition(reportId, version);
  await requireDefinition(principal, definition, before);
  await requireStatements(definition);
  await inTransaction(async ({ prisma, sql }) => {
    const newest = await lockReport(sql, reportId);
    if (newest !== version)
      throw new AppError({ kind: 'conflict', code: 'report-changed', detail: 'Somebody else changed it meanwhile' });
    const isNew = !isDeepStrictEqual(before, definition);
    const number = isNew ? version + 1 : version;
    const nextAt = firstSlot(settings.schedule, now);
    const write = { id: reportId, definition, settings, nextAt, personId: principal.personId, now };
    await updateReport(prisma, write, { number, isNew });
    await recordEvents(sql, [
      reportEvent('report.changed', principal, { kind: 'report', id: reportId }, { version: number, settings }),
    ]);
  });
}

/** Ends a report; its runs stay readable. @throws AppError `not-found`, `report-not-yours` */
export async function endReport(principal: Principal, reportId: string, now = new Date()): Promise<void> {
  const { title } = await requireEditableReport(principal, reportId);
  await inTransaction(async ({ prisma, sql }) => {
    await archiveReport(prisma, reportId, now);
    await recordEvents(sql, [reportEvent('report.ended', principal, { kind: 'report', id: reportId }, { title })]);
  });
}

function firstSlot(schedule: CreateReportInput['settings']['schedule'], now: Date): Date | null {
  if (schedule === null) return null;
  let slot: Date | null = null;
  try {
    slot = nextSlot(schedule, now);
  } catch (error) {
    const detail = 'The schedule is no valid cron expression of five fields';
    throw new AppError({ kind: 'invalid', code: 'report-never-comes', detail, cause: error });
  }
  if (slot !== null) return slot;
  throw new AppError({ kind: 'invalid', code: 'report-never-comes', detail: 'The schedule has no slot' });
}
