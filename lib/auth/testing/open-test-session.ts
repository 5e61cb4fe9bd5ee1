import { insertSession } from '@/lib/auth/internal/sql/sessions-sql';
import { sqlRunner, type SqlRunner } from '@/lib/db/transaction';

/** Opens a session of a person without a sign-in, which costs a slow hash. @returns the cookie's secret */
export async function openTestSession(personId: string, sql: SqlRunner = sqlRunner()): Promise<string> {
  const { rows } = await sql.query<{ hash: string }>('SELECT password_hash AS hash FROM person WHERE id = $1', [
    personId,
  ]);
  const session = await insertSession(sql, {
    personId,
    passwordHash: rows[0]?.hash ?? '',
    userAgent: 'test',
    address: '',
    days: 30,
  });
  if (session === null) throw new Error('no session');
  return session.secret;
}
