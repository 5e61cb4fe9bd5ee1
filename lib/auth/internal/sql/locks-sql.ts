import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';

// SQL, because Prisma has neither advisory locks nor FOR UPDATE.

/**
 * Held until the transaction ends by everything that may change who is an enabled administrator: the first one, and the
 * last one, are decided one at a time over all processes.
 */
export async function lockAdmins(sql: SqlRunner): Promise<void> {
  await sql.query(`SELECT pg_advisory_xact_lock(hashtextextended('yika:admins', 0))`);
}

/** Locks the row of a person, if there is one, until the transaction ends. */
export async function lockPerson(sql: SqlRunner, personId: string): Promise<void> {
  await sql.query('SELECT FROM person WHERE id = $1 FOR UPDATE', [personId]);
}

/** Locks the row of a group, if there is one, until the transaction ends. */
export async function lockGroup(sql: SqlRunner, groupId: string): Promise<void> {
  await sql.query('SELECT FROM person_group WHERE id = $1 FOR UPDATE', [groupId]);
}
