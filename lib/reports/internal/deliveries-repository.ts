import 'server-only';
import type { Prisma } from '@/lib/db/generated/client';
import { getPrisma, type PrismaRunner } from '@/lib/db/prisma';

const DELIVERY = {
  id: true,
  runId: true,
  state: true,
  answer: true,
  attempts: true,
  isSending: true,
  settledAt: true,
  receiver: { select: { channel: true, target: true } },
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

/** Marks that an attempt begins, and counts it: one that died with its process is known to have begun. */
export async function beginAttempt(prisma: PrismaRunner, id: string): Promise<void> {
  const data = { attempts: { increment: 1 }, isSending: true };
  await prisma.reportDelivery.update({ where: { id }, data, select: { id: true } });
}

/** The attempt ended without anything being sent: another one may follow. */
export async function endAttempt(prisma: PrismaRunner, id: string): Promise<void> {
  await prisma.reportDelivery.update({ where: { id }, data: { isSending: false }, select: { id: true } });
}

/** Records the outcome of a delivery that waits; a later outcome changes nothing. */
export async function settleDelivery(
  prisma: PrismaRunner,
  id: string,
  {
    state,
    answer,
    now,
  }: { readonly state: 'accepted' | 'failed' | 'unknown'; readonly answer: string; readonly now: Date },
): Promise<void> {
  const where = { id, state: { in: ['waiting' as const] } };
  await prisma.reportDelivery.updateMany({ where, data: { state, answer, isSending: false, settledAt: now } });
}
