import 'server-only';
import { getPrisma, type PrismaRunner } from '@/lib/db/prisma';

const DAY_MS = 86_400_000;
/** As long as browsers keep a device cookie. */
const PLACE_DAYS = 400;
/** Places kept of one person: the ones used last. */
const MAX_PLACES = 40;

/** Forgets the failures of one tally. */
export async function clearAttempts(key: string): Promise<void> {
  await getPrisma().signInThrottle.deleteMany({ where: { key } });
}

/** Forgets the failures of an account at all places. */
export async function clearAttemptsOf(accountKey: string, prisma: PrismaRunner): Promise<void> {
  await prisma.signInThrottle.deleteMany({
    where: { OR: [{ key: accountKey }, { key: { startsWith: `${accountKey}:` } }] },
  });
}

/** Removes rows of guesses that stopped a day ago (every delay has passed by then), and places unused for long. */
export async function sweepAttempts(now: Date): Promise<void> {
  const before = (days: number) => ({ lt: new Date(now.getTime() - days * DAY_MS) });
  await getPrisma().signInThrottle.deleteMany({ where: { lastFailureAt: before(1) } });
  await getPrisma().signInPlace.deleteMany({ where: { lastUsedAt: before(PLACE_DAYS) } });
}

/** Which of these places somebody signed in to this account from. */
export async function findPlaces(personId: string, places: readonly string[]): Promise<readonly string[]> {
  const found = await getPrisma().signInPlace.findMany({
    where: { personId, place: { in: [...places] } },
    select: { place: true },
  });
  return found.map(({ place }) => place);
}

/** Forgets the places of a person beyond the ones used last. */
export async function forgetOldPlaces(personId: string, prisma: PrismaRunner): Promise<void> {
  const old = await prisma.signInPlace.findMany({
    where: { personId },
    orderBy: [{ lastUsedAt: 'desc' }, { place: 'asc' }],
    skip: MAX_PLACES,
    select: { place: true },
  });
  if (old.length > 0)
    await prisma.signInPlace.deleteMany({ where: { personId, place: { in: old.map(({ place }) => place) } } });
}
