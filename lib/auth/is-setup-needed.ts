import 'server-only';
import { countAdmins } from '@/lib/auth/internal/people-repository';

/** Whether there is no administrator yet. */
export async function isSetupNeeded(): Promise<boolean> {
  return (await countAdmins()) === 0;
}
