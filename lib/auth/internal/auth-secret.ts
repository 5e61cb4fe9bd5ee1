import 'server-only';
import { z } from 'zod';
import { getConfig } from '@/lib/config/config';
import { insertSetting, readSetting } from '@/lib/db/settings';
import { createSecret } from '@/lib/auth/internal/secret';

const SETTING = 'auth-secret';

declare global {
  var yikaAuthSecret: string | undefined;
}

/**
 * What signs the sign-in form's CSRF token: AUTH_SECRET, else one made once and shared by all processes through the
 * database.
 */
export async function getAuthSecret(): Promise<string> {
  globalThis.yikaAuthSecret ??= getConfig().AUTH_SECRET ?? (await storedSecret());
  return globalThis.yikaAuthSecret;
}

async function storedSecret(): Promise<string> {
  await insertSetting(SETTING, createSecret());
  return z.string().parse(await readSetting(SETTING));
}
