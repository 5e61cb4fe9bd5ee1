import 'server-only';
import type { Prisma } from '@/lib/db/generated/client';
import { getPrisma, type PrismaRunner } from '@/lib/db/prisma';

export interface NewKey {
  readonly id: string;
  readonly personId: string;
  readonly name: string;
  readonly prefix: string;
  readonly secretHash: Buffer;
  readonly isProgram: boolean;
  readonly band: 'background' | 'interactive';
  readonly models: readonly string[];
  readonly allowsTools: boolean;
  readonly requestsPerMinute: number;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
}

/** Of all keys that are listed at once. */
const MOST_KEYS = 1_000;

const KEY = {
  id: true,
  name: true,
  prefix: true,
  person: { select: { id: true, name: true, disabledAt: true } },
  isProgram: true,
  band: true,
  models: true,
  allowsTools: true,
  requestsPerMinute: true,
  createdAt: true,
  expiresAt: true,
  endedAt: true,
  lastUsedAt: true,
} satisfies Prisma.ApiKeySelect;
export type KeyRow = Prisma.ApiKeyGetPayload<{ select: typeof KEY }>;

/** Whether there is such a person, and not a disabled one. */
export async function isEnabled(personId: string, prisma: PrismaRunner): Promise<boolean> {
  return (await prisma.person.count({ where: { id: personId, disabledAt: null } })) === 1;
}

/** How many keys a person can use. */
export function countUsableKeys(personId: string, now: Date, prisma: PrismaRunner): Promise<number> {
  const where = { personId, endedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] };
  return prisma.apiKey.count({ where });
}

/** Stores a key that can be used at once, with the hash of its secret and not the secret. */
export async function insertKey({ models, secretHash, ...key }: NewKey, prisma: PrismaRunner): Promise<void> {
  const data = { ...key, models: [...models], secretHash: Uint8Array.from(secretHash) };
  await prisma.apiKey.create({ data, select: { id: true } });
}

/** Keys, newest first: one person's, or all. */
export function findKeys(
  which: { readonly personId?: string; readonly id?: string },
  prisma: PrismaRunner = getPrisma(),
): Promise<KeyRow[]> {
  return prisma.apiKey.findMany({
    where: which,
    select: KEY,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: MOST_KEYS,
  });
}

/** Ends a key for good. Null: there is none that could still be used. */
export async function endKeyRow(
  which: { readonly id: string; readonly personId?: string },
  endedAt: Date,
  prisma: PrismaRunner,
): Promise<Pick<NewKey, 'personId' | 'name' | 'prefix'> | null> {
  const [ended] = await prisma.apiKey.updateManyAndReturn({
    where: { ...which, endedAt: null },
    data: { endedAt },
    select: { personId: true, name: true, prefix: true },
  });
  return ended ?? null;
}

/** Whose key it is; null: there is no such key. */
export async function findKeyOwner(which: { readonly id: string; readonly personId?: string }): Promise<string | null> {
  return (await getPrisma().apiKey.findUnique({ where: which, select: { personId: true } }))?.personId ?? null;
}

/** The requests of a key that have not ended. */
export async function findUnfinishedRequests(keyId: string): Promise<string[]> {
  const requests = await getPrisma().apiRequest.findMany({
    where: { keyId, run: { status: { in: ['queued', 'running'] } } },
    select: { runId: true },
  });
  return requests.map(({ runId }) => runId);
}

/** Records that a key is used, at most once a minute. */
export async function touchKey(id: string, now: Date): Promise<void> {
  const minuteAgo = new Date(now.getTime() - 60_000);
  const where = { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: minuteAgo } }] };
  await getPrisma().apiKey.updateMany({ where, data: { lastUsedAt: now } });
}
