import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { sqlRunner } from '@/lib/db/transaction';
import type { ApiKeyDto } from '@/lib/gateway/contracts';
import { findKeys } from '@/lib/gateway/internal/keys-repository';
import { toApiKeys } from '@/lib/gateway/internal/to-api-keys';

/** One's own keys, newest first, with those that an administrator made for one's programs. */
export async function listOwnKeys({ personId }: Principal): Promise<ApiKeyDto[]> {
  return toApiKeys(sqlRunner(), await findKeys({ personId }), new Date());
}

/** Everybody's keys, newest first. @throws AppError `admin-only` */
export async function listAllKeys(principal: Principal): Promise<ApiKeyDto[]> {
  requireAdmin(principal);
  return toApiKeys(sqlRunner(), await findKeys({}), new Date());
}
