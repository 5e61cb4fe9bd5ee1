import 'server-only';
import { getPrisma } from '@/lib/db/prisma';

/** @returns whether it was there, theirs, and not deleted yet */
export async function markDeleted(ownerId: string, id: string, deletedAt: Date): Promise<boolean> {
  const { count } = await getPrisma().conversation.updateMany({
    where: { id, ownerId, deletedAt: null },
    data: { deletedAt },
  });
  return count === 1;
}

/** @returns whether it is there and theirs */
export async function unmarkDeleted(ownerId: string, id: string): Promise<boolean> {
  const { count } = await getPrisma().conversation.updateMany({ where: { id, ownerId }, data: { deletedAt: null } });
  return count === 1;
}

/** Null: there is none of theirs, or it is deleted. */
export function findPinnedAt(ownerId: string, id: string): Promise<{ readonly pinnedAt: Date | null } | null> {
  return getPrisma().conversation.findUnique({
    where: { id, ownerId, deletedAt: null },
    select: { pinnedAt: true },
  });
}

/** How many pinned conversations a person has, without archived and deleted ones. */
export function countPinned(ownerId: string): Promise<number> {
  return getPrisma().conversation.count({
    where: { ownerId, pinnedAt: { not: null }, archivedAt: null, deletedAt: null },
  });
}

/** Runs that have not ended, the last to run first; none when the conversation is not theirs. */
export async function selectUnfinishedRunIds(ownerId: string, conversationId: string): Promise<string[]> {
  const runs = await getPrisma().run.findMany({
    where: {
      conversation: { id: conversationId, ownerId, deletedAt: null },
      status: { in: ['held', 'queued', 'running', 'waiting_approval'] },
    },
    orderBy: { enqueuedAt: 'desc' },
    select: { id: true, status: true },
  });
  const held = runs.filter(({ status }) => status === 'held');
  return [...held, ...runs.filter(({ status }) => status !== 'held')].map(({ id }) => id);
}
