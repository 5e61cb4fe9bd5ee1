import 'server-only';
import { z } from 'zod';
import type { SqlRunner } from '@/lib/db/transaction';
import { deleteSetting, putSetting, selectSetting } from '@/lib/auth/internal/auth-sql';
import { createSecret, hashSecret, matchesHash } from '@/lib/auth/internal/secret';

const SETTING = 'setup-link';
const storedLinkSchema = z.object({ tokenHash: z.string() });

/** Makes a new link's token; the one before is worth nothing from then on. Only its hash is stored. */
export async function replaceSetupToken(sql: SqlRunner): Promise<string> {
  const token = createSecret();
  await putSetting(sql, SETTING, { tokenHash: hashSecret(token).toString('hex') });
  return token;
}

/** Whether `token` is that of the newest link. */
export async function isSetupToken(sql: SqlRunner, token: string): Promise<boolean> {
  const stored = storedLinkSchema.safeParse(await selectSetting(sql, SETTING));
  return stored.success && matchesHash(token, stored.data.tokenHash);
}

/** Ends the link. */
export async function dropSetupToken(sql: SqlRunner): Promise<void> {
  await deleteSetting(sql, SETTING);
}
