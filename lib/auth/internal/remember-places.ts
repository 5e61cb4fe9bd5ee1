import 'server-only';
import { notePlaces } from '@/lib/auth/internal/sql/places-sql';
import { forgetOldPlaces } from '@/lib/auth/internal/throttle-repository';
import type { Transaction } from '@/lib/db/in-transaction';

/** Notes where a person signed in, and forgets the places beyond the newest ones. */
export async function rememberPlaces(
  { prisma, sql }: Transaction,
  personId: string,
  places: readonly string[],
): Promise<void> {
  await notePlaces(sql, personId, places);
  await forgetOldPlaces(personId, prisma);
}
