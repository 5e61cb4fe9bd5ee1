import 'server-only';
import { v4 as uuidv4 } from 'uuid';
import { z } from 'zod';
import { INSTALLATION_ID_SETTING } from '@/lib/db/installation-setting';
import { insertSetting, readSetting } from '@/lib/db/settings';

declare global {
  var yikaInstallationId: string | undefined;
}

/** Random, made once, and the same in all processes that share the database. */
export async function getInstallationId(): Promise<string> {
  globalThis.yikaInstallationId ??= await ensureInstallationId();
  return globalThis.yikaInstallationId;
}

async function ensureInstallationId(): Promise<string> {
  const found = await readSetting(INSTALLATION_ID_SETTING);
  if (found === null) await insertSetting(INSTALLATION_ID_SETTING, uuidv4());
  return z.string().parse(found ?? (await readSetting(INSTALLATION_ID_SETTING)));
}
