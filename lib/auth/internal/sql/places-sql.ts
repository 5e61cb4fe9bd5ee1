import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';

// SQL, because it runs in every attempt to sign in, and one statement must insert or refresh.

/** Places kept of one person: the ones used last. */
const MAX_PLACES = 40;

/** Which of these places somebody signed in to this account from. */
export async function findPlaces(
  sql: SqlRunner,
  personId: string,
  places: readonly string[],
): Promise<readonly string[]> {
  const found = await sql.query<{ place: string }>(
    'SELECT place FROM sign_in_place WHERE person_id = $1 AND place = ANY($2::text[])',
    [personId, places],
  );
  return found.rows.map(({ place }) => place);
}

/** Notes where a person signed in, and forgets the places beyond the newest ones. */
export async function rememberPlaces(sql: SqlRunner, personId: string, places: readonly string[]): Promise<void> {
  await sql.query(
    `INSERT INTO sign_in_place (person_id, place, last_used_at) SELECT $1, place, clock_timestamp() FROM unnest($2::text[]) AS place
     ON CONFLICT (person_id, place) DO UPDATE SET last_used_at = excluded.last_used_at`,
    [personId, places],
  );
  await sql.query(
    `DELETE FROM sign_in_place WHERE person_id = $1 AND place IN (
       SELECT place FROM sign_in_place WHERE person_id = $1 ORDER BY last_used_at DESC, place OFFSET $2)`,
    [personId, MAX_PLACES],
  );
}

/** Forgets places that were not used for as long as browsers keep a device cookie. */
export async function sweepPlaces(sql: SqlRunner): Promise<void> {
  await sql.query(`DELETE FROM sign_in_place WHERE last_used_at < now() - interval '400 days'`);
}
