import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';

// SQL, because one statement must insert or refresh several rows: sign-ins of one person arrive at once.

/** Notes where a person signed in. */
export async function notePlaces(sql: SqlRunner, personId: string, places: readonly string[]): Promise<void> {
  await sql.query(
    `INSERT INTO sign_in_place (person_id, place, last_used_at) SELECT $1, place, clock_timestamp() FROM unnest($2::text[]) AS place
     ON CONFLICT (person_id, place) DO UPDATE SET last_used_at = excluded.last_used_at`,
    [personId, places],
  );
}
