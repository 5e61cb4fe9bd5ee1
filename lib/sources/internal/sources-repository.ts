import 'server-only';
import type { Prisma } from '@/lib/db/generated/client';
import { getPrisma, type PrismaRunner } from '@/lib/db/prisma';
import type { SourceInput } from '@/lib/sources/contracts';

const SOURCE = {
  id: true,
  name: true,
  kind: true,
  host: true,
  port: true,
  database: true,
  username: true,
  secretName: true,
  tls: true,
  ca: true,
  isTrusted: true,
  roles: true,
  groupIds: true,
  personIds: true,
  version: true,
} satisfies Prisma.DataSourceSelect;

/** A source as it is stored. */
export type SourceRow = Prisma.DataSourceGetPayload<{ select: typeof SOURCE }>;

/** Sources by a condition, by name. */
export async function findSources(
  where: Prisma.DataSourceWhereInput = {},
  prisma: PrismaRunner = getPrisma(),
): Promise<SourceRow[]> {
  return prisma.dataSource.findMany({ where, select: SOURCE, orderBy: [{ name: 'asc' }] });
}

/** A source by id, or null. */
export async function findSource(id: string, prisma: PrismaRunner = getPrisma()): Promise<SourceRow | null> {
  return prisma.dataSource.findUnique({ where: { id }, select: SOURCE });
}

/** The number of reports that read each source. */
export async function countReports(): Promise<Map<string, number>> {
  const counts = await getPrisma().report.groupBy({ by: ['sourceId'], where: { archivedAt: null }, _count: true });
  return new Map(counts.map(({ sourceId, _count }) => [sourceId, _count]));
}

/** A new source. @throws Prisma’s P2002 when the name is taken */
export async function insertSource(prisma: PrismaRunner, id: string, input: SourceInput, now: Date): Promise<void> {
  await prisma.dataSource.create({ data: { id, ...input, createdAt: now, updatedAt: now }, select: { id: true } });
}

/** Changes a source that still has this version; false when it has another. @throws Prisma’s P2002 */
export async function updateSource(
  prisma: PrismaRunner,
  id: string,
  { version, input, now }: { readonly version: number; readonly input: SourceInput; readonly now: Date },
): Promise<boolean> {
  const where = { id, version };
  const { count } = await prisma.dataSource.updateMany({
    where,
    data: { ...input, version: version + 1, updatedAt: now },
  });
  return count === 1;
}

/** Removes a source. @throws Prisma’s P2025 when it is gone */
export async function deleteSourceRow(prisma: PrismaRunner, id: string): Promise<void> {
  await prisma.dataSource.delete({ where: { id }, select: { id: true } });
}
