import 'server-only';
import { sqlRunner } from '@/lib/db/transaction';

/** Asks PostgreSQL for an answer. @throws what the pool says when there is none */
export async function requireDatabase(): Promise<void> {
  await sqlRunner().query('SELECT 1');
}
