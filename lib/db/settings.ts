import 'server-only';
import type { Prisma } from '@/lib/db/generated/client';
import { getPrisma, type PrismaRunner } from '@/lib/db/prisma';

/** A fact of the installation as JSON, or null. */
export async function readSetting(key: string, prisma: PrismaRunner = getPrisma()): Promise<unknown> {
  return (await prisma.setting.findUnique({ where: { key } }))?.value ?? null;
}

/** Stores a fact in place of the one before. */
export async function putSetting(
  key: string,
  value: Prisma.InputJsonValue,
  prisma: PrismaRunner = getPrisma(),
): Promise<void> {
  await prisma.setting.upsert({ where: { key }, create: { key, value }, update: { value } });
}

/** Stores a fact unless there is one already. */
export async function insertSetting(
  key: string,
  value: Prisma.InputJsonValue,
  prisma: PrismaRunner = getPrisma(),
): Promise<void> {
  await prisma.setting.createMany({ data: [{ key, value }], skipDuplicates: true });
}

/** Removes a fact, if it is there. */
export async function deleteSetting(key: string, prisma: PrismaRunner = getPrisma()): Promise<void> {
  await prisma.setting.deleteMany({ where: { key } });
}
