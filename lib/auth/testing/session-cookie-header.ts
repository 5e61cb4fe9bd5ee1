import type { SqlRunner } from '@/lib/db/transaction';
import { ensureInstallationId } from '@/lib/auth/internal/installation-id';
import { cookieNames } from '@/lib/auth/session-cookie';

/** The Cookie header of a session over plain HTTP, for a product without PUBLIC_URL that works on this database. */
export async function sessionCookieHeader(sql: SqlRunner, secret: string): Promise<string> {
  return `${cookieNames(await ensureInstallationId(sql), undefined, false).session}=${secret}`;
}
