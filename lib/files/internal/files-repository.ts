import 'server-only';
import type { Prisma } from '@/lib/db/generated/client';
import type { Transaction } from '@/lib/db/in-transaction';
import { lockRow } from '@/lib/db/locks-sql';
import { getPrisma, type PrismaRunner } from '@/lib/db/prisma';

const FILE = {
  id: true,
  name: true,
  size: true,
  state: true,
  contentId: true,
  readingId: true,
} satisfies Prisma.FileSelect;

/** A file as its changes need it; `size` in bytes. */
export type FileRow = Omit<Prisma.FileGetPayload<{ select: typeof FILE }>, 'size'> & { readonly size: number };

/** A file of a person, locked until the commit; null: there is none, or it is another person's. */
export async function findFileForUpdate(
  ownerId: string,
  id: string,
  { prisma, sql }: Transaction,
): Promise<FileRow | null> {
  await lockRow(sql, 'file', id);
  const row = await prisma.file.findUnique({ where: { id, ownerId }, select: FILE });
  return row === null ? null : { ...row, size: Number(row.size) };
}

/** A file whose upload begins; `size` is what its person announced, in bytes. */
export async function insertFile(
  {
    now,
    ...file
  }: Pick<FileRow, 'id' | 'name' | 'size' | 'contentId'> & {
    readonly ownerId: string;
    readonly now: Date;
  },
  prisma: PrismaRunner,
): Promise<void> {
  await prisma.file.create({ data: { ...file, createdAt: now, updatedAt: now }, select: { id: true } });
}

/** The bytes are whole: the file refers to them and to what is read of them. */
export async function storeFile(
  {
    id,
    contentId,
    readingId,
    now,
  }: { readonly id: string; readonly contentId: string; readonly readingId: string; readonly now: Date },
  prisma: PrismaRunner,
): Promise<void> {
  await prisma.file.update({
    where: { id },
    data: { state: 'stored', contentId, readingId, updatedAt: now },
    select: { id: true },
  });
}

/** The upload begins anew, in another content. */
export async function replaceContent(id: string, contentId: string, prisma: PrismaRunner): Promise<void> {
  await prisma.file.update({ where: { id }, data: { contentId }, select: { id: true } });
}

/** Records that the upload goes on: an upload without parts for a while is given up. */
export async function touchFile(id: string, now: Date, prisma: PrismaRunner): Promise<void> {
  await prisma.file.update({ where: { id }, data: { updatedAt: now }, select: { id: true } });
}

/** Removes a file; of one that a message refers to the name is kept. */
export async function removeFile(id: string, now: Date, prisma: PrismaRunner): Promise<void> {
  await prisma.file.update({
    where: { id },
    data: { state: 'deleted', contentId: null, readingId: null, deletedAt: now, updatedAt: now },
    select: { id: true },
  });
  await prisma.file.deleteMany({ where: { id, messages: { none: {} } } });
}

export interface Usage {
  readonly used: number;
  readonly files: number;
  /** Bytes that are stored or announced, of everybody; equal ones once. */
  readonly usedByAll: number;
}

/** What counts against the quotas, in bytes and in files: of one person, and of the installation. */
export async function findUsage(ownerId: string, prisma: PrismaRunner = getPrisma()): Promise<Usage> {
  const own = await prisma.file.aggregate({
    where: { ownerId, state: { not: 'deleted' } },
    _sum: { size: true },
    _count: true,
  });
  const stored = await prisma.fileContent.aggregate({ where: { sha256: { not: null } }, _sum: { size: true } });
  const announced = await prisma.file.aggregate({ where: { state: 'uploading' }, _sum: { size: true } });
  const [used, all, more] = [own, stored, announced].map(({ _sum }) => Number(_sum.size ?? 0));
  return { used: used ?? 0, files: own._count, usedByAll: (all ?? 0) + (more ?? 0) };
}

/** Names that no message refers to any more, after its conversation was removed for good. */
export async function deleteUnusedNames(): Promise<void> {
  await getPrisma().file.deleteMany({ where: { state: 'deleted', messages: { none: {} } } });
}

/** Files that show a reading. */
export function findFilesOfReading(
  readingId: string,
  prisma: PrismaRunner,
): Promise<{ readonly id: string; readonly name: string }[]> {
  return prisma.file.findMany({ where: { readingId }, select: { id: true, name: true } });
}
