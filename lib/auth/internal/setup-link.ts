import 'server-only';
import { z } from 'zod';
import type { Transaction } from '@/lib/db/in-transaction';
import { deleteSetting, putSetting, readSetting } from '@/lib/db/settings';
import { createSecret, hashSecret, matchesHash } from '@/lib/auth/internal/secret';

const SETTING = 'setup-link';
const storedLinkSchema = z.object({ tokenHash: z.string() });

/** Creates the token of a new link; the former token is invalid from then on. Only its hash is stored. */
export async function replaceSetupToken(prisma: Transaction['prisma']): Promise<string> {
  const token = createSecret();
  await putSetting(SETTING, { tokenHash: hashSecret(token).toString('hex') }, prisma);
  return token;
}

/** Whether `token` is that of the newest link. */
export async function isSetupToken(token: string, prisma?: Transaction['prisma']): Promise<boolean> {
  const stored = storedLinkSchema.safeParse(await readSetting(SETTING, prisma));
  return stored.success && matchesHash(token, stored.data.tokenHash);
}

/** Ends the link. */
export async function dropSetupToken(prisma: Transaction['prisma']): Promise<void> {
  await deleteSetting(SETTING, prisma);
}
