import 'server-only';
import type { Prisma } from '@/lib/db/generated/client';
import { getPrisma, type PrismaRunner } from '@/lib/db/prisma';

const DELIVERY = {
  id: true,
  runId: true,
  state: true,
  answer: true,
  attempts: true,
  settledAt: true,
  receiver: { select: { channel: true, target: true, secretName: true } },
} satisfies Prisma.ReportDeliverySelect;

/** A delivery with its receiver. */
export type DeliveryRow = Prisma.ReportDeliveryGetPayload<{ select: typeof DELIVERY }>;

/** Makes a delivery for each receiver of a run, once. @returns their ids */
export async function insertDeliveries(
  prisma: PrismaRunner,
  {
    runId,
    receivers,
    now,
  }: { readonly runId: string; readonly receivers: readonly { readonly id: string }[]; readonly now: Date },
): Promise<string[]> {
  const data = receivers.map(({ id }) => ({ id: crypto.randomUUID(), runId, receiverId: id, createdAt: now }));
  await prisma.reportDelivery.createMany({ data, skipDuplicates: true });
  const found = await prisma.reportDelivery.findMany({
    where: { runId },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  return found.map(({ id }) => id);
}

/** A delivery by id, or null. */
export async function findDelivery(id: string, prisma: PrismaRunner = getPrisma()): Promise<DeliveryRow | null> {
  return prisma.reportDelivery.findUnique({ where: { id }, select: DELIVERY });
}

/** All deliveries of a run. */
export async function findDeliveries(runId: string): Promise<DeliveryRow[]> {
  return getPrisma().reportDelivery.findMany({
    where: { runId },
    select: DELIVERY,
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
}

/** Counts an attempt before it is made: one that died with its process is known to have begun. */
export async function beginAttempt(prisma: PrismaRunner, id: string): Promise<void> {
  await prisma.reportDelivery.update({ where: { id }, data: { attempts: { increment: 1 } }, select: { id: true } });
}

/** Records the outcome of a delivery that waits; false when it has one already. */
export async function settleDelivery(
  prisma: PrismaRunner,
  id: string,
  {
    state,
    answer,
    now,
  }: { readonly state: 'accepted' | 'failed' | 'unknown'; readonly answer: string; readonly now: Date },
): Promise<boolean> {
  const where = { id, state: { in: ['waiting' as const] } };
  const { count } = await prisma.reportDelivery.updateMany({ where, data: { state, answer, settledAt: now } });
  return count === 1;
}

/** Lets a delivery that failed, or whose outcome is unknown, wait again; false when it is in no such state. */
export async function reopenDelivery(prisma: PrismaRunner, id: string): Promise<boolean> {
  const where = { id, state: { in: ['failed' as const, 'unknown' as const] } };
  const { count } = await prisma.reportDelivery.updateMany({ where, data: { state: 'waiting', settledAt: null } });
  return count === 1;
}
