import 'server-only';
import { notifyAuth } from '@/lib/auth/internal/sql/sessions-sql';
import type { Prisma } from '@/lib/db/generated/client';
import type { Transaction } from '@/lib/db/in-transaction';
import { getPrisma } from '@/lib/db/prisma';

const LISTED_SESSION = {
  id: true,
  userAgent: true,
  address: true,
  createdAt: true,
  lastSeenAt: true,
} satisfies Prisma.SessionSelect;
const ENDED_SESSION = { id: true, person: { select: { id: true, name: true } } } satisfies Prisma.SessionSelect;

export type ListedSession = Prisma.SessionGetPayload<{ select: typeof LISTED_SESSION }>;
export type EndedSession = Prisma.SessionGetPayload<{ select: typeof ENDED_SESSION }>;

/** Where a person is signed in, last used first. */
export async function findSessionsOf(personId: string): Promise<ListedSession[]> {
  return getPrisma().session.findMany({
    where: { personId, expiresAt: { gt: new Date() } },
    select: LISTED_SESSION,
    orderBy: [{ lastSeenAt: 'desc' }, { id: 'asc' }],
  });
}

/** Ends one session of a person. @returns whether there was one. */
export async function deleteSession(transaction: Transaction, personId: string, sessionId: string): Promise<boolean> {
  return (await deleteWhere(transaction, personId, { id: sessionId })) === 1;
}

/** Ends all sessions of a person, but `keptId` if given. @returns how many there were */
export async function deleteSessions(
  transaction: Transaction,
  personId: string,
  keptId: string | null,
): Promise<number> {
  return deleteWhere(transaction, personId, keptId === null ? {} : { id: { not: keptId } });
}

/**
 * Ends the sessions of a person that were unused for longest, so that `kept` stay, `sessionId` among them. @returns how
 * many ended
 */
export async function deleteUnusedSessions(
  transaction: Transaction,
  personId: string,
  sessionId: string,
  kept: number,
): Promise<number> {
  const unused = await transaction.prisma.session.findMany({
    where: { personId, id: { not: sessionId } },
    select: { id: true },
    orderBy: [{ lastSeenAt: 'desc' }, { id: 'desc' }],
    skip: kept - 1,
  });
  if (unused.length === 0) return 0;
  return deleteWhere(transaction, personId, { id: { in: unused.map(({ id }) => id) } });
}

/** Ends the session of a cookie's secret. @returns it, or null when there is none */
export async function deleteSessionOfSecret(transaction: Transaction, tokenHash: Buffer): Promise<EndedSession | null> {
  const session = await transaction.prisma.session.findUnique({
    where: { tokenHash: new Uint8Array(tokenHash) },
    select: ENDED_SESSION,
  });
  if (session === null) return null;
  return (await deleteSession(transaction, session.person.id, session.id)) ? session : null;
}

async function deleteWhere(
  { prisma, sql }: Transaction,
  personId: string,
  which: Prisma.SessionWhereInput,
): Promise<number> {
  const { count } = await prisma.session.deleteMany({ where: { personId, ...which } });
  await notifyAuth(sql, personId);
  return count;
}
