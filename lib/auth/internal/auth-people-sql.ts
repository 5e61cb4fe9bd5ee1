import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';
import type { ListPeopleInput, Role, UpdatePersonInput } from '@/lib/auth/contracts';
import { PEOPLE_PAGE_SIZE, TEMPORARY_PASSWORD_DAYS } from '@/lib/auth/contracts';

export interface PersonRow {
  readonly id: string;
  readonly email: string;
  readonly username: string | null;
  readonly name: string;
  readonly role: Role;
  readonly password_hash: string;
  readonly must_change_password: boolean;
  /** It was a temporary password whose time is over. */
  readonly password_expired: boolean;
  readonly disabled_at: Date | null;
  readonly locale: string | null;
  readonly created_at: Date;
  readonly last_seen_at: Date | null;
}

const PERSON = `p.id, p.email, p.username, p.name, p.role, p.password_hash, p.must_change_password,
  coalesce(p.password_expires_at <= now(), false) AS password_expired, p.disabled_at, p.locale, p.created_at,
  (SELECT max(s.last_seen_at) FROM session s WHERE s.person_id = p.id) AS last_seen_at`;

/**
 * Held until the transaction ends by everything that may change who is an enabled administrator: the first one, and the
 * last one, are decided one at a time over all processes.
 */
export async function lockAdmins(sql: SqlRunner): Promise<void> {
  await sql.query(`SELECT pg_advisory_xact_lock(hashtextextended('yika:admins', 0))`);
}

/** Enabled administrators. The last one can be neither demoted nor disabled, so 0 means that there was never one. */
export async function countAdmins(sql: SqlRunner): Promise<number> {
  const counted = await sql.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM person WHERE role = 'admin' AND disabled_at IS NULL`,
  );
  return counted.rows[0]?.n ?? 0;
}

/** By e-mail or user name, lower case. Both are unique, and a user name has no @, so at most one matches. */
export async function findPersonByLogin(sql: SqlRunner, login: string): Promise<PersonRow | null> {
  const found = await sql.query<PersonRow>(`SELECT ${PERSON} FROM person p WHERE p.email = $1 OR p.username = $1`, [
    login,
  ]);
  return found.rows[0] ?? null;
}

export async function findPerson(sql: SqlRunner, personId: string): Promise<PersonRow | null> {
  const found = await sql.query<PersonRow>(`SELECT ${PERSON} FROM person p WHERE p.id = $1`, [personId]);
  return found.rows[0] ?? null;
}

/** The same under the row's lock. */
export async function findPersonForUpdate(sql: SqlRunner, personId: string): Promise<PersonRow | null> {
  const found = await sql.query<PersonRow>(`SELECT ${PERSON} FROM person p WHERE p.id = $1 FOR UPDATE OF p`, [
    personId,
  ]);
  return found.rows[0] ?? null;
}

/** When a password ends: a temporary one after the given days, another one never. */
const expiryWhen = (isTemporary: string, days: string): string =>
  `CASE WHEN ${isTemporary} THEN now() + make_interval(days => ${days}) END`;

export interface NewPerson {
  readonly id: string;
  readonly email: string;
  readonly username: string | null;
  readonly name: string;
  readonly role: Role;
  readonly passwordHash: string;
  readonly mustChangePassword: boolean;
}

export async function insertPerson(sql: SqlRunner, person: NewPerson): Promise<void> {
  await sql.query(
    `INSERT INTO person (id, email, username, name, role, password_hash, must_change_password, password_expires_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, ${expiryWhen('$7', '$8')}, now())`,
    [
      person.id,
      person.email,
      person.username,
      person.name,
      person.role,
      person.passwordHash,
      person.mustChangePassword,
      TEMPORARY_PASSWORD_DAYS,
    ],
  );
}

/** Changes what the patch names; `undefined` leaves a column as it is, `null` empties the user name. */
export async function updatePersonRow(sql: SqlRunner, personId: string, patch: UpdatePersonInput): Promise<void> {
  await sql.query(
    `UPDATE person SET
       name = coalesce($2, name),
       email = coalesce($3, email),
       username = CASE WHEN $4 THEN $5 ELSE username END,
       role = coalesce($6::role, role),
       disabled_at = CASE WHEN $7::boolean IS NULL THEN disabled_at WHEN $7 THEN coalesce(disabled_at, now()) END,
       updated_at = now()
     WHERE id = $1`,
    [personId, patch.name, patch.email, patch.username !== undefined, patch.username, patch.role, patch.disabled],
  );
}

export async function updatePassword(
  sql: SqlRunner,
  personId: string,
  passwordHash: string,
  mustChange: boolean,
): Promise<void> {
  await sql.query(
    `UPDATE person SET password_hash = $2, must_change_password = $3, password_expires_at = ${expiryWhen('$3', '$4')}, updated_at = now() WHERE id = $1`,
    [personId, passwordHash, mustChange, TEMPORARY_PASSWORD_DAYS],
  );
}

export async function updateLocale(sql: SqlRunner, personId: string, locale: string | null): Promise<void> {
  await sql.query('UPDATE person SET locale = $2, updated_at = now() WHERE id = $1', [personId, locale]);
}

export interface PeopleRows {
  readonly rows: readonly PersonRow[];
  readonly total: number;
}

/** One page of people in order of joining; a few thousand rows at the most, so a scan is quick enough. */
export async function selectPeople(sql: SqlRunner, input: ListPeopleInput): Promise<PeopleRows> {
  const pattern = `%${input.search.normalize('NFKC').replace(/[\\%_]/g, String.raw`\$&`)}%`;
  const where = `($1 = '%%' OR p.name ILIKE $1 OR p.email ILIKE $1 OR p.username ILIKE $1)
    AND ($2::role IS NULL OR p.role = $2)
    AND ($3 = 'all' OR (p.disabled_at IS NULL) = ($3 = 'enabled'))`;
  const filter = [pattern, input.role ?? null, input.status];
  const counted = await sql.query<{ n: number }>(`SELECT count(*)::int AS n FROM person p WHERE ${where}`, filter);
  const found = await sql.query<PersonRow>(
    `SELECT ${PERSON} FROM person p WHERE ${where} ORDER BY p.created_at DESC, p.id DESC LIMIT ${PEOPLE_PAGE_SIZE} OFFSET $4`,
    [...filter, (input.page - 1) * PEOPLE_PAGE_SIZE],
  );
  return { rows: found.rows, total: counted.rows[0]?.n ?? 0 };
}
