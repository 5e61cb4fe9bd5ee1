import 'server-only';
import { getPrisma } from '@/lib/db/prisma';

/** What the conversation's owner chose; null: nothing, or it is no conversation of theirs. */
export async function findChosenPool(id: string, ownerId: string): Promise<string | null> {
  const where = { id, ownerId, deletedAt: null };
  return (await getPrisma().conversation.findUnique({ where, select: { pool: true } }))?.pool ?? null;
}

/** Stores the choice of a person's own conversation. */
export async function storeChosenPool(choice: {
  readonly conversationId: string;
  readonly personId: string;
  readonly pool: string;
}): Promise<void> {
  const { conversationId: id, personId: ownerId, pool } = choice;
  await getPrisma().conversation.updateMany({
    where: { id, ownerId, OR: [{ pool: null }, { pool: { not: pool } }] },
    data: { pool },
  });
}

/** What an external service may cost in a month, and has cost in that of `now` (UTC), in yuan. Null: it is none. */
export async function findBudget(
  id: string,
  now: Date,
): Promise<{ readonly limit: number | null; readonly spent: number } | null> {
  const engine = await getPrisma().engine.findUnique({
    where: { id, location: 'external' },
    select: { monthlyLimit: true },
  });
  if (engine === null) return null;
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth()));
  const usage = await getPrisma().engineUsage.findUnique({ where: { engineId_month: { engineId: id, month } } });
  return { limit: engine.monthlyLimit, spent: usage?.cost ?? 0 };
}

/** The name of a person for the audit log; empty when they were removed. */
export async function findPersonName(id: string): Promise<string> {
  return (await getPrisma().person.findUnique({ where: { id }, select: { name: true } }))?.name ?? '';
}
