import { v4 as uuidv4 } from 'uuid';
import { cookieNames } from '@/lib/auth/session-cookie';
import { INSTALLATION_ID_SETTING } from '@/lib/db/installation-setting';
import type { SqlRunner } from '@/lib/db/transaction';

/** The Cookie header of a session over plain HTTP, for a product without PUBLIC_URL that works on this database. */
export async function sessionCookieHeader(sql: SqlRunner, secret: string): Promise<string> {
  await sql.query(
    'INSERT INTO setting (key, value, updated_at) VALUES ($1, to_jsonb($2::text), now()) ON CONFLICT (key) DO NOTHING',
    [INSTALLATION_ID_SETTING, uuidv4()],
  );
  const { rows } = await sql.query<{ id: string }>("SELECT value #>> '{}' AS id FROM setting WHERE key = $1", [
    INSTALLATION_ID_SETTING,
  ]);
  return `${cookieNames(rows[0]?.id ?? '', undefined, false).session}=${secret}`;
}
