import 'server-only';
import { sqlRunner } from '@/lib/db/transaction';
import { countAdmins } from '@/lib/auth/internal/auth-people-sql';

/** Whether there is no administrator yet. */
export async function isSetupNeeded(): Promise<boolean> {
  return (await countAdmins(sqlRunner())) === 0;
}
