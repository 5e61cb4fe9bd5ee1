import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { sqlRunner } from '@/lib/db/transaction';
import type { ApiKeyDto } from '@/lib/gateway/contracts';
import { selectKeys } from '@/lib/gateway/internal/api-keys-sql';

/** One's own keys, newest first, with those that an administrator made for one's programs. */
export function listOwnKeys({ personId }: Principal): Promise<ApiKeyDto[]> {
  return selectKeys(sqlRunner(), { personId, keyId: null, now: new Date() });
}

/** Everybody's keys, newest first. @throws AppError `admin-only` */
export async function listAllKeys(principal: Principal): Promise<ApiKeyDto[]> {
  requireAdmin(principal);
  return selectKeys(sqlRunner(), { personId: null, keyId: null, now: new Date() });
}
