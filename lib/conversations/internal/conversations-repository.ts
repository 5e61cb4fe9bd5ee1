import 'server-only';
import type { ConversationPatch } from '@/lib/conversations/contracts';
import { getPrisma, type PrismaRunner } from '@/lib/db/prisma';

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

/** When it was pinned and archived. Null: there is none of theirs, or it is deleted. */
export function findPins(
  ownerId: string,
  id: string,
  prisma: PrismaRunner,
): Promise<{ readonly pinnedAt: Date | null; readonly archivedAt: Date | null } | null> {
  return prisma.conversation.findUnique({
    where: { id, ownerId, deletedAt: null },
    select: { pinnedAt: true, archivedAt: true },
  });
}

/** How many conversations a person has pinned; deleted and archived ones do not count. */
export function countPinned(ownerId: string, prisma: PrismaRunner): Promise<number> {
  return prisma.conversation.count({
    where: { ownerId, pinnedAt: { not: null }, archivedAt: null, deletedAt: null },
  });
}

/**
 * Changes what the patch names; what is pinned or archived already keeps its time. @returns false: it is gone, or the
 * leaf is not one of its messages, and nothing changed
 */
export async function changeConversation(
  ownerId: string,
  id: string,
  {
    title,
    pinned,
    archived,
    leafMessageId,
  }: Pick<ConversationPatch, 'pinned' | 'archived' | 'leafMessageId'> & { readonly title: string | undefined },
  {
    pinnedAt,
    archivedAt,
    now,
  }: { readonly pinnedAt: Date | null; readonly archivedAt: Date | null; readonly now: Date },
  prisma: PrismaRunner,
): Promise<boolean> {
  const data = {
    ...(title === undefined ? {} : { title, titleSource: 'person' }),
    ...(pinned === undefined ? {} : { pinnedAt: pinned ? (pinnedAt ?? now) : null }),
    ...(archived === undefined ? {} : { archivedAt: archived ? (archivedAt ?? now) : null }),
    ...(leafMessageId === undefined ? {} : { leafMessageId }),
  };
  if (Object.keys(data).length === 0) return true;
  const has = leafMessageId === undefined ? {} : { messages: { some: { id: leafMessageId } } };
  const { count } = await prisma.conversation.updateMany({ where: { id, ownerId, deletedAt: null, ...has }, data });
  return count === 1;
}

/** Replaces a title that was made from the text of the question. @returns whether it was one */
export async function replaceTextTitle(id: string, title: string, prisma: PrismaRunner): Promise<boolean> {
  const { count } = await prisma.conversation.updateMany({
    where: { id, titleSource: 'text', deletedAt: null },
    data: { title, titleSource: 'engine' },
  });
  return count === 1;
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
