import 'server-only';
import { sqlRunner } from '@/lib/db/transaction';
import { countAdmins } from '@/lib/auth/internal/auth-people-sql';

declare global {
  var yikaIsSetUp: boolean | undefined;
}

/** Whether there is no administrator yet. Once there was one there always is one, so that answer is kept. */
export async function isSetupNeeded(): Promise<boolean> {
  if (globalThis.yikaIsSetUp === true) return false;
  globalThis.yikaIsSetUp = (await countAdmins(sqlRunner())) > 0;
  return !globalThis.yikaIsSetUp;
}
