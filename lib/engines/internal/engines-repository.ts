import 'server-only';
import type { Prisma } from '@/lib/db/generated/client';
import type { PrismaRunner } from '@/lib/db/prisma';
import { engineRoot } from '@/lib/engine/engine-root';
import type { EngineAdmission, SelfTest } from '@/lib/engine/contracts';
import type { EngineInput } from '@/lib/engines/contracts';

/** What is stored of an admin's words. */
function columns(input: EngineInput) {
  const { model, slots, kvTokens, contextTokens, baseUrl, groupIds, ...same } = input;
  return {
    ...same,
    // Pools compare them as they are stored.
    groupIds: [...groupIds].sort(),
    baseUrl: `${engineRoot(baseUrl)}/v1`,
    wantedModel: model,
    wantedSlots: slots,
    wantedKvTokens: kvTokens,
    wantedContextTokens: contextTokens,
  };
}

/** A new engine: the watch of each process finds the rest out. */
export async function insertEngine(
  { id, input, tested, now }: { id: string; input: EngineInput; tested: SelfTest; now: Date },
  prisma: PrismaRunner,
): Promise<void> {
  await prisma.engine.create({
    data: {
      id,
      pool: id,
      ...columns(input),
      model: tested.model,
      isDemo: tested.isDemo,
      // Nobody is admitted before it is watched and online.
      maxConcurrent: input.slots ?? 1,
      kvTokens: input.kvTokens ?? 1,
      contextTokens: input.contextTokens ?? tested.reported.contextTokens ?? 1,
      createdAt: now,
    },
    select: { id: true },
  });
}

/**
 * Stores an admin’s changed words and what the self-test found out with them.
 * @throws Prisma’s P2025 when the engine is gone
 */
export async function updateEngine(
  id: string,
  { input, tested, version }: { input: EngineInput; tested: SelfTest; version: number },
  prisma: PrismaRunner,
): Promise<void> {
  const data = { ...columns(input), model: tested.model, isDemo: tested.isDemo, version };
  await prisma.engine.update({ where: { id }, data, select: { id: true } });
}

/**
 * Opens, drains or pauses an engine.
 * @throws Prisma’s P2025 when it is gone
 */
export async function updateAdmission(id: string, admission: EngineAdmission, prisma: PrismaRunner): Promise<void> {
  await prisma.engine.update({ where: { id }, data: { admission }, select: { id: true } });
}

/**
 * Removes an engine; its runs keep its id as text.
 * @throws Prisma’s P2025 when it is gone
 */
export async function deleteEngineRow(id: string, prisma: PrismaRunner): Promise<void> {
  await prisma.engine.delete({ where: { id }, select: { id: true } });
}

/**
 * Gives a pool that is named after this engine the name of the oldest other one in it, with its waiting runs and the
 * conversations that chose it; where there is no other, the conversations fall back to the default.
 */
export async function handPoolOver(id: string, prisma: PrismaRunner): Promise<void> {
  const others = { pool: id, id: { not: id } };
  const heir = await prisma.engine.findFirst({
    where: others,
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { id: true },
  });
  const pool = heir?.id ?? null;
  await prisma.conversation.updateMany({ where: { pool: id }, data: { pool } });
  if (pool === null) return;
  const waiting = { pool: id, status: { in: ['held', 'queued', 'waiting_approval'] } } satisfies Prisma.RunWhereInput;
  await prisma.run.updateMany({ where: waiting, data: { pool } });
  await prisma.engine.updateMany({ where: others, data: { pool } });
}
