import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { PrismaRunner } from '@/lib/db/prisma';
import { putSetting, readSetting } from '@/lib/db/settings';
import type { GrantEffect } from '@/lib/tools/contracts';

const SETTING = 'tools.seeded';
const seededSchema = z.object({
  /** Names of tools that were added once; also of those that an admin has renamed or deleted since. */
  names: z.array(z.string()).default([]),
  /** The base address of the order tools at the last start. */
  ordersBase: z.string().nullable().default(null),
});
export type Seeded = z.infer<typeof seededSchema>;

/** Which tools of the product this installation has received; none when the setting does not exist. */
export async function readSeeded(prisma: PrismaRunner): Promise<Seeded> {
  return seededSchema.parse((await readSetting(SETTING, prisma)) ?? {});
}

/** Stores which tools of the product this installation has received. */
export async function writeSeeded(seeded: Seeded, prisma: PrismaRunner): Promise<void> {
  await putSetting(SETTING, seeded, prisma);
}

/** Grants a new tool to a role. */
export async function insertRoleGrant(
  toolId: string,
  role: string,
  effect: GrantEffect,
  prisma: PrismaRunner,
): Promise<void> {
  await prisma.toolGrant.create({
    data: { id: uuidv7(), toolId, subjectKind: 'role', subjectId: role, effect },
    select: { id: true },
  });
}
