import 'server-only';
import { v4 as uuidv4 } from 'uuid';
import { z } from 'zod';
import { INSTALLATION_ID_SETTING } from '@/lib/db/installation-setting';
import { sqlRunner, type SqlRunner } from '@/lib/db/transaction';
import { insertSetting, selectSetting } from '@/lib/auth/internal/auth-sql';

declare global {
  var yikaInstallationId: string | undefined;
}

/** Random, made once, and the same in all processes that share the database. */
export async function getInstallationId(): Promise<string> {
  globalThis.yikaInstallationId ??= await ensureInstallationId(sqlRunner());
  return globalThis.yikaInstallationId;
}

/** Reads it from this database, which gets one if it has none. */
export async function ensureInstallationId(sql: SqlRunner): Promise<string> {
  const found = await selectSetting(sql, INSTALLATION_ID_SETTING);
  if (found === null) await insertSetting(sql, INSTALLATION_ID_SETTING, uuidv4());
  return z.string().parse(found ?? (await selectSetting(sql, INSTALLATION_ID_SETTING)));
}
