import { insertSession } from '@/lib/auth/internal/auth-sql';
import { sqlRunner } from '@/lib/db/transaction';

/** Opens a session of a person whom `createPerson` of lib/db/testing made. @returns the cookie's secret */
export async function openTestSession(personId: string): Promise<string> {
  const session = await insertSession(sqlRunner(), { personId, passwordHash: '!', userAgent: 'test', address: '', days: 30 });
  if (session === null) throw new Error('no session');
  return session.secret;
}
