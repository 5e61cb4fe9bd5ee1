import 'server-only';
import { lockName } from '@/lib/db/locks-sql';
import type { SqlRunner } from '@/lib/db/transaction';

/**
 * Locked until the transaction ends by everything that may change who is an enabled administrator: the first one, and
 * the last one, are decided one at a time over all processes.
 */
export function lockAdmins(sql: SqlRunner): Promise<void> {
  return lockName(sql, 'yika:admins');
}
