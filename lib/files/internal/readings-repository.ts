import 'server-only';
import { Prisma } from '@/lib/db/generated/client';
import type { Transaction } from '@/lib/db/in-transaction';
import { lockRow } from '@/lib/db/locks-sql';
import { getPrisma, type PrismaRunner } from '@/lib/db/prisma';

const READING = {
  id: true,
  contentId: true,
  variant: true,
  name: true,
  state: true,
  errorCode: true,
  password: true,
} satisfies Prisma.FileReadingSelect;

/** What is read of a content, without its blocks. The password is sealed with the data key. */
export type ReadingRow = Prisma.FileReadingGetPayload<{ select: typeof READING }>;

/** The reading of a content in this way; a new one waits. Kept from being removed until the commit. */
export async function keepReading(
  { now, ...reading }: Pick<ReadingRow, 'id' | 'contentId' | 'variant' | 'name'> & { readonly now: Date },
  { prisma, sql }: Transaction,
): Promise<ReadingRow> {
  await prisma.fileReading.createMany({ data: [{ ...reading, createdAt: now }], skipDuplicates: true });
  const { contentId, variant } = reading;
  const where = { contentId_variant: { contentId, variant } };
  const { id } = await prisma.fileReading.findUniqueOrThrow({ where, select: { id: true } });
  await lockRow(sql, 'file_reading', id, 'no-key-update');
  // It cannot be gone: its content is kept from being removed.
  return prisma.fileReading.findUniqueOrThrow({ where: { id }, select: READING });
}

/** A reading by its id. Null: there is none, for instance because its last file was deleted. */
export function findReading(id: string, prisma: PrismaRunner = getPrisma()): Promise<ReadingRow | null> {
  return prisma.fileReading.findUnique({ where: { id }, select: READING });
}

/** The reading of a stored file of the person, or null. */
export async function findReadingOfFile(ownerId: string, fileId: string): Promise<ReadingRow | null> {
  const file = await getPrisma().file.findUnique({
    where: { id: fileId, ownerId, state: 'stored' },
    select: { reading: { select: READING } },
  });
  return file?.reading ?? null;
}

/** Starts over: what an earlier attempt read is removed. */
export async function resetReading(
  id: string,
  state: 'waiting' | 'scanning' | 'reading',
  prisma: PrismaRunner,
): Promise<void> {
  const nothing = { errorCode: null, kind: null, encoding: null, title: null, unit: null, total: null, tokens: null };
  await deleteBlocks(id, prisma);
  await prisma.fileReading.updateMany({
    where: { id },
    data: {
      ...nothing,
      state,
      done: 0,
      sheets: Prisma.DbNull,
      blocks: 0,
      characters: 0,
      tokensExact: false,
      warnings: [],
      finishedAt: null,
    },
  });
}

/** Stores a document’s password, sealed with the data key, until the reading ends. */
export async function setPassword(id: string, password: Buffer, prisma: PrismaRunner): Promise<void> {
  await prisma.fileReading.updateMany({ where: { id }, data: { password: Uint8Array.from(password) } });
}

/** Records what kind of document it is. `total` counts units: pages, slides or sheets, as `unit` says. */
export async function describeReading(
  id: string,
  {
    sheets,
    ...start
  }: {
    readonly kind: string;
    readonly encoding: string | null;
    readonly title: string | null;
    readonly unit: string;
    readonly total: number;
    readonly sheets: readonly string[] | null;
  },
  prisma: PrismaRunner,
): Promise<void> {
  const data = { ...start, sheets: sheets === null ? Prisma.DbNull : [...sheets] };
  await prisma.fileReading.updateMany({ where: { id }, data });
}

/** Moves the counts of a reading. `done`: units that were read; `blocks` and `characters` are added. */
export async function advanceReading(
  id: string,
  { done, blocks, characters }: { readonly done: number; readonly blocks: number; readonly characters: number },
  prisma: PrismaRunner,
): Promise<void> {
  const data = { done, blocks: { increment: blocks }, characters: { increment: characters } };
  await prisma.fileReading.updateMany({ where: { id }, data });
}

/** The whole document was read. Removes its password; `tokens` counts all of its blocks. */
export async function finishReading(
  id: string,
  end: { readonly warnings: readonly Prisma.InputJsonValue[]; readonly tokens: number; readonly tokensExact: boolean },
  prisma: PrismaRunner,
): Promise<void> {
  const reading = await prisma.fileReading.findUnique({ where: { id }, select: { total: true } });
  await prisma.fileReading.updateMany({
    where: { id },
    data: {
      ...end,
      warnings: [...end.warnings],
      ...(typeof reading?.total === 'number' ? { done: reading.total } : {}),
      state: 'ready',
      password: null,
      finishedAt: new Date(),
    },
  });
}

/** Ends a reading without a result: removes its blocks and its password. `code` is an error code of lib/files. */
export async function failReading(id: string, errorCode: string, prisma: PrismaRunner): Promise<void> {
  await deleteBlocks(id, prisma);
  await prisma.fileReading.updateMany({
    where: { id },
    data: { state: 'failed', errorCode, blocks: 0, characters: 0, password: null, finishedAt: new Date() },
  });
}

async function deleteBlocks(readingId: string, prisma: PrismaRunner): Promise<void> {
  await prisma.fileBlock.deleteMany({ where: { readingId } });
}
