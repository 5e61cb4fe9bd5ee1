import 'server-only';
import type { Prisma } from '@/lib/db/generated/client';
import type { Transaction } from '@/lib/db/in-transaction';
import { lockRow, lockTable } from '@/lib/db/locks-sql';
import { getPrisma, type PrismaRunner } from '@/lib/db/prisma';
import type { SealedDataKey } from '@/lib/secrets/data-key';

const CONTENT = { id: true, size: true, dataKey: true, keyId: true, scan: true } satisfies Prisma.FileContentSelect;

/** The bytes of files, without the bytes. `size`: bytes that are stored so far. */
export type ContentRow = Omit<Prisma.FileContentGetPayload<{ select: typeof CONTENT }>, 'size'> & {
  readonly size: number;
};

/** A content without bytes yet, with its sealed data key. Its upload appends parts. */
export async function insertContent(
  { id, dataKey, keyId, now }: SealedDataKey & { readonly id: string; readonly now: Date },
  prisma: PrismaRunner,
): Promise<void> {
  const data = { id, dataKey: Uint8Array.from(dataKey), keyId, createdAt: now };
  await prisma.fileContent.create({ data, select: { id: true } });
}

/** A content, or null. */
export async function findContent(
  where: Prisma.FileContentWhereUniqueInput,
  prisma: PrismaRunner = getPrisma(),
): Promise<ContentRow | null> {
  const row = await prisma.fileContent.findUnique({ where, select: CONTENT });
  return row === null ? null : { ...row, size: Number(row.size) };
}

/** Finds a content and keeps it from being removed until the commit. Null: there is none, or it was removed by now. */
async function keepContent(
  where: Prisma.FileContentWhereUniqueInput,
  { prisma, sql }: Transaction,
): Promise<ContentRow | null> {
  const found = await findContent(where, prisma);
  if (found === null || !(await lockRow(sql, 'file_content', found.id, 'key-share'))) return null;
  return findContent({ id: found.id }, prisma);
}

/** A content by its hash, kept from being removed until the commit. */
export function keepContentByHash(sha256: Buffer, transaction: Transaction): Promise<ContentRow | null> {
  return keepContent({ sha256: Uint8Array.from(sha256) }, transaction);
}

/** Only the person's own: whoever merely knows a hash does not get the bytes. */
export function keepOwnContentByHash(
  ownerId: string,
  sha256: Buffer,
  transaction: Transaction,
): Promise<ContentRow | null> {
  return keepContent({ sha256: Uint8Array.from(sha256), files: { some: { ownerId, state: 'stored' } } }, transaction);
}

/** @param size bytes that are stored so far, before encryption */
export async function setContentSize(id: string, size: number, prisma: PrismaRunner): Promise<void> {
  await prisma.fileContent.update({ where: { id }, data: { size }, select: { id: true } });
}

/** Removes all bytes of a content; the content and its readings stay. */
export async function deleteParts(contentId: string, prisma: PrismaRunner): Promise<void> {
  await prisma.filePart.deleteMany({ where: { contentId } });
}

/** The bytes are whole; files with equal ones share them from now on. */
export async function sealContent(
  { id, sha256, scan }: { readonly id: string; readonly sha256: Buffer; readonly scan: 'none' | 'pending' },
  prisma: PrismaRunner,
): Promise<void> {
  await prisma.fileContent.update({
    where: { id },
    data: { sha256: Uint8Array.from(sha256), scan },
    select: { id: true },
  });
}

/** Records what the virus scanner found. */
export async function setScan(id: string, scan: 'passed' | 'threat', prisma: PrismaRunner): Promise<void> {
  await prisma.fileContent.update({ where: { id }, data: { scan }, select: { id: true } });
}

/**
 * Removes a content that no file refers to, with its parts, readings and blocks. Locks it first: whoever is about to
 * refer to it (`keepContentByHash`) either comes before, and is seen, or finds nothing.
 * @returns the ids of its readings that no file refers to: they are removed in any case
 */
export async function removeUnusedContent(id: string, { prisma, sql }: Transaction): Promise<readonly string[]> {
  await lockRow(sql, 'file_content', id);
  const readings = await prisma.fileReading.findMany({
    where: { contentId: id, files: { none: {} } },
    select: { id: true },
  });
  const unused = readings.map((reading) => reading.id);
  await prisma.fileReading.deleteMany({ where: { id: { in: unused } } });
  await prisma.fileContent.deleteMany({ where: { id, files: { none: {} } } });
  return unused;
}

/** Contents that no file refers to: of people who were removed, or of a process that died. */
export async function findUnusedContents(before: Date, limit: number): Promise<string[]> {
  const contents = await getPrisma().fileContent.findMany({
    where: { createdAt: { lt: before }, files: { none: {} } },
    select: { id: true },
    take: limit,
  });
  return contents.map(({ id }) => id);
}

/** Locks every data key, for a rotation of the installation's key. */
export async function findDataKeysForUpdate({
  prisma,
  sql,
}: Transaction): Promise<(SealedDataKey & { readonly id: string })[]> {
  await lockTable(sql, 'file_content');
  return prisma.fileContent.findMany({ select: { id: true, dataKey: true, keyId: true }, orderBy: { id: 'asc' } });
}

/** Stores the data key again, sealed with another key of the installation. */
export async function updateDataKey(
  id: string,
  { dataKey, keyId }: SealedDataKey,
  prisma: PrismaRunner,
): Promise<void> {
  await prisma.fileContent.update({
    where: { id },
    data: { dataKey: Uint8Array.from(dataKey), keyId },
    select: { id: true },
  });
}
