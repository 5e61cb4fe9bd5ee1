import 'server-only';
import { definitionSchema, type ReportDefinition } from '@/lib/analysis/definition-contracts';
import type { Prisma } from '@/lib/db/generated/client';
import { getPrisma, type PrismaRunner } from '@/lib/db/prisma';
import type { ReportSettings } from '@/lib/reports/contracts';

const REPORT = {
  id: true,
  title: true,
  ownerId: true,
  sourceId: true,
  version: true,
  releasedVersion: true,
  release: true,
  reviewerIds: true,
  allowsPlain: true,
  deadlineMinutes: true,
  keepDays: true,
  cron: true,
  timeZone: true,
  workdaysOnly: true,
  dayOffset: true,
  nextAt: true,
  archivedAt: true,
  owner: { select: { name: true, disabledAt: true } },
  receivers: {
    select: { id: true, channel: true, target: true },
    orderBy: [{ channel: 'asc' }, { target: 'asc' }],
  },
} satisfies Prisma.ReportSelect;

/** A report's row with its owner and receivers. */
export type ReportRow = Prisma.ReportGetPayload<{ select: typeof REPORT }>;

/** What the settings are as columns. */
function columnsOf({ schedule, receivers: _receivers, ...settings }: ReportSettings, timeZone: string) {
  return {
    ...settings,
    cron: schedule?.cron ?? null,
    timeZone: schedule?.timeZone ?? timeZone,
    workdaysOnly: schedule?.workdaysOnly ?? false,
    dayOffset: schedule?.dayOffset ?? -1,
  };
}

/** The settings of a report's row. */
export function settingsOf(row: ReportRow): Omit<ReportSettings, 'receivers'> & { receivers: ReportRow['receivers'] } {
  const { release, reviewerIds, allowsPlain, deadlineMinutes, keepDays, cron, timeZone, workdaysOnly, dayOffset } = row;
  return {
    release,
    reviewerIds,
    allowsPlain,
    deadlineMinutes,
    keepDays,
    schedule: cron === null ? null : { cron, timeZone, workdaysOnly, dayOffset },
    receivers: row.receivers,
  };
}

/** What a report's row and its newest version are written from. */
export interface ReportWrite {
  readonly id: string;
  readonly definition: ReportDefinition;
  readonly settings: ReportSettings;
  readonly nextAt: Date | null;
  readonly personId: string;
  readonly now: Date;
}

/** Stores a new report with its first version and its receivers. */
export async function insertReport(prisma: PrismaRunner, write: ReportWrite): Promise<void> {
  const { id, definition, settings, nextAt, personId, now } = write;
  await prisma.report.create({
    data: {
      id,
      title: definition.title,
      ownerId: personId,
      sourceId: definition.sourceId,
      ...columnsOf(settings, definition.timeZone),
      nextAt,
      createdAt: now,
      updatedAt: now,
      versions: { create: { number: 1, definition, createdBy: personId, createdAt: now } },
      receivers: {
        create: settings.receivers.map((receiver) => ({ id: crypto.randomUUID(), ...receiver, createdAt: now })),
      },
    },
    select: { id: true },
  });
}

/** Stores changed settings, and `version` when the definition changed too. Receivers that stay keep their rows. */
export async function updateReport(
  prisma: PrismaRunner,
  { id, definition, settings, nextAt, personId, now }: ReportWrite,
  version: { readonly number: number; readonly isNew: boolean },
): Promise<void> {
  await prisma.report.update({
    where: { id },
    data: {
      title: definition.title,
      sourceId: definition.sourceId,
      version: version.number,
      ...columnsOf(settings, definition.timeZone),
      nextAt,
      updatedAt: now,
      ...(version.isNew
        ? { versions: { create: { number: version.number, definition, createdBy: personId, createdAt: now } } }
        : {}),
      receivers: {
        deleteMany: { NOT: settings.receivers.map(({ channel, target }) => ({ channel, target })) },
        upsert: settings.receivers.map(({ channel, target }) => ({
          where: { reportId_channel_target: { reportId: id, channel, target } },
          create: { id: crypto.randomUUID(), channel, target, createdAt: now },
          update: {},
        })),
      },
    },
    select: { id: true },
  });
}

/** Ends a report: its schedule and receivers are kept for reading, and no run is made any more. */
export async function archiveReport(prisma: PrismaRunner, id: string, now: Date): Promise<void> {
  await prisma.report.update({ where: { id }, data: { archivedAt: now, nextAt: null }, select: { id: true } });
}

/** A report by id, or null. */
export async function findReport(id: string, prisma: PrismaRunner = getPrisma()): Promise<ReportRow | null> {
  return prisma.report.findUnique({ where: { id }, select: REPORT });
}

/** The reports of these sources that a person owns, reviews or receives, newest first; all of them for an admin. */
export async function findReportsOf({
  personId,
  groupIds,
  sourceIds,
  isAdmin,
}: {
  readonly personId: string;
  readonly groupIds: readonly string[];
  readonly sourceIds: readonly string[];
  readonly isAdmin: boolean;
}): Promise<ReportRow[]> {
  const receives = [
    { channel: 'person' as const, target: personId },
    { channel: 'group' as const, target: { in: [...groupIds] } },
  ];
  const own = {
    OR: [{ ownerId: personId }, { reviewerIds: { has: personId } }, { receivers: { some: { OR: receives } } }],
  };
  return getPrisma().report.findMany({
    where: { sourceId: { in: [...sourceIds] }, ...(isAdmin ? {} : own) },
    select: REPORT,
    orderBy: [{ archivedAt: { sort: 'asc', nulls: 'first' } }, { createdAt: 'desc' }],
  });
}

/** The definition of one version. @throws Error when there is none */
export async function getDefinition(
  reportId: string,
  number: number,
  prisma: PrismaRunner = getPrisma(),
): Promise<ReportDefinition> {
  const where = { reportId_number: { reportId, number } };
  const { definition } = await prisma.reportVersion.findUniqueOrThrow({ where, select: { definition: true } });
  return definitionSchema.parse(definition);
}

/** All versions of a report, newest first. */
export async function findVersions(
  reportId: string,
): Promise<{ number: number; definition: ReportDefinition; createdAt: Date; createdBy: string | null }[]> {
  const found = await getPrisma().reportVersion.findMany({
    where: { reportId },
    select: { number: true, definition: true, createdAt: true, createdBy: true },
    orderBy: { number: 'desc' },
  });
  const ids = found.flatMap(({ createdBy }) => (createdBy === null ? [] : [createdBy]));
  const names = await findNames(ids);
  return found.map(({ createdBy, definition, ...version }) => ({
    ...version,
    definition: definitionSchema.parse(definition),
    createdBy: createdBy === null ? null : (names.get(createdBy) ?? null),
  }));
}

/** The names of people, and of groups, by id. */
export async function findNames(ids: readonly string[]): Promise<Map<string, string>> {
  const query = { where: { id: { in: [...new Set(ids)] } }, select: { id: true, name: true } };
  const [people, groups] = await Promise.all([getPrisma().person.findMany(query), getPrisma().group.findMany(query)]);
  return new Map([...people, ...groups].map(({ id, name }) => [id, name]));
}

/** A person has released a run of this version: later runs of it may go out by themselves. */
export async function setReleasedVersion(prisma: PrismaRunner, id: string, version: number): Promise<void> {
  const where = { id, releasedVersion: { lt: version } };
  await prisma.report.updateMany({ where, data: { releasedVersion: version } });
}
