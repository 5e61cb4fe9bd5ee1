import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import { notify } from '@/lib/db/listen';
import type { SqlRunner } from '@/lib/db/transaction';
import type { Role } from '@/lib/auth/contracts';
import { createSecret, hashSecret } from '@/lib/auth/internal/secret';

/** NOTIFY channel of everything that changes who may do what; the payload is the person's id. */
export const AUTH_CHANNEL = 'auth';

/** Tells every process, at commit, to forget what it cached of this person. */
export async function notifyAuth(sql: SqlRunner, personId: string): Promise<void> {
  await notify(sql, AUTH_CHANNEL, personId);
}

export interface SessionRow {
  readonly token_hash: Buffer;
  readonly session_id: string;
  readonly person_id: string;
  readonly expires_at: Date;
  /** Seconds since it was last seen, by the database's clock. */
  readonly idle_seconds: number;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly must_change_password: boolean;
}

/**
 * The live sessions of cookies' secrets: not expired, their persons not disabled. A lookup each in the unique index of
 * hashes.
 */
export async function findSessions(sql: SqlRunner, secretHashes: readonly Buffer[]): Promise<SessionRow[]> {
  const found = await sql.query<SessionRow>(
    `SELECT s.token_hash, s.id AS session_id, s.person_id, s.expires_at, extract(epoch FROM now() - s.last_seen_at)::float8 AS idle_seconds,
            p.name, p.email, p.role, p.must_change_password
     FROM session s JOIN person p ON p.id = s.person_id
     WHERE s.token_hash = ANY($1::bytea[]) AND s.expires_at > now() AND p.disabled_at IS NULL`,
    [secretHashes],
  );
  return found.rows;
}

export interface SessionRights {
  readonly session_id: string;
  readonly role: Role;
  readonly must_change_password: boolean;
}

/** What live sessions may do now: not expired, their persons not disabled. */
export async function selectSessionRights(sql: SqlRunner, sessionIds: readonly string[]): Promise<SessionRights[]> {
  const found = await sql.query<SessionRights>(
    `SELECT s.id AS session_id, p.role, p.must_change_password FROM session s JOIN person p ON p.id = s.person_id
     WHERE s.id = ANY($1::uuid[]) AND s.expires_at > now() AND p.disabled_at IS NULL`,
    [sessionIds],
  );
  return found.rows;
}

export interface NewSession {
  readonly personId: string;
  /** The hash the password was checked against. */
  readonly passwordHash: string;
  readonly userAgent: string;
  readonly address: string;
  readonly days: number;
}

/**
 * Opens a session and returns its secret, or null when the person was disabled or given another password since the
 * check: the row is locked and looked at again, so that a sign-in under way cannot outlive either. Removes expired
 * sessions of everyone.
 */
export async function insertSession(
  sql: SqlRunner,
  session: NewSession,
): Promise<{ readonly id: string; readonly secret: string } | null> {
  const secret = createSecret();
  const inserted = await sql.query<{ id: string }>(
    `WITH swept AS (DELETE FROM session WHERE expires_at < now())
     INSERT INTO session (id, token_hash, person_id, user_agent, address, expires_at)
     SELECT $1, $2, p.id, $4, $5, now() + make_interval(days => $6)
     FROM (SELECT id FROM person WHERE id = $3 AND disabled_at IS NULL AND password_hash = $7 FOR SHARE) AS p
     RETURNING id`,
    [
      uuidv7(),
      hashSecret(secret),
      session.personId,
      session.userAgent,
      session.address,
      session.days,
      session.passwordHash,
    ],
  );
  const [row] = inserted.rows;
  return row === undefined ? null : { id: row.id, secret };
}

/** Notes that a session is in use and moves its end on; at most once a minute whatever calls it. */
export async function touchSession(sql: SqlRunner, sessionId: string, days: number): Promise<void> {
  await sql.query(
    `UPDATE session SET last_seen_at = now(), expires_at = now() + make_interval(days => $2)
     WHERE id = $1 AND last_seen_at < now() - interval '1 minute'`,
    [sessionId, days],
  );
}

export interface ListedSessionRow {
  readonly id: string;
  readonly user_agent: string;
  readonly address: string;
  readonly created_at: Date;
  readonly last_seen_at: Date;
}

export async function selectSessions(sql: SqlRunner, personId: string): Promise<readonly ListedSessionRow[]> {
  const found = await sql.query<ListedSessionRow>(
    `SELECT id, user_agent, address, created_at, last_seen_at FROM session
     WHERE person_id = $1 AND expires_at > now() ORDER BY last_seen_at DESC, id`,
    [personId],
  );
  return found.rows;
}

/** Ends one session of a person. @returns whether there was one. */
export async function deleteSession(sql: SqlRunner, personId: string, sessionId: string): Promise<boolean> {
  const deleted = await sql.query('DELETE FROM session WHERE id = $1 AND person_id = $2', [sessionId, personId]);
  await notifyAuth(sql, personId);
  return deleted.rowCount === 1;
}

/**
 * Ends the sessions of a person that were unused for longest, so that `kept` stay, `sessionId` among them. @returns how
 * many ended
 */
export async function deleteUnusedSessions(
  sql: SqlRunner,
  personId: string,
  sessionId: string,
  kept: number,
): Promise<number> {
  const deleted = await sql.query(
    `DELETE FROM session WHERE id IN (
       SELECT id FROM session WHERE person_id = $1 ORDER BY (id = $2) DESC, last_seen_at DESC, id DESC OFFSET $3)`,
    [personId, sessionId, kept],
  );
  const ended = deleted.rowCount ?? 0;
  if (ended > 0) await notifyAuth(sql, personId);
  return ended;
}

/** Ends all sessions of a person, but `keptId` if given. @returns how many there were */
export async function deleteSessions(sql: SqlRunner, personId: string, keptId: string | null): Promise<number> {
  const deleted = await sql.query('DELETE FROM session WHERE person_id = $1 AND id IS DISTINCT FROM $2::uuid', [
    personId,
    keptId,
  ]);
  await notifyAuth(sql, personId);
  return deleted.rowCount ?? 0;
}

export interface EndedSessionRow {
  readonly session_id: string;
  readonly person_id: string;
  readonly name: string;
}

/** Ends the session of a cookie's secret, if there is one. */
export async function deleteSessionOfSecret(sql: SqlRunner, secretHash: Buffer): Promise<readonly EndedSessionRow[]> {
  const deleted = await sql.query<EndedSessionRow>(
    'DELETE FROM session s USING person p WHERE p.id = s.person_id AND s.token_hash = $1 RETURNING s.id AS session_id, p.id AS person_id, p.name',
    [secretHash],
  );
  for (const { person_id: personId } of deleted.rows) await notifyAuth(sql, personId);
  return deleted.rows;
}

/** A fact of the installation as JSON, or null. */
export async function selectSetting(sql: SqlRunner, key: string): Promise<unknown> {
  const found = await sql.query<{ value: unknown }>('SELECT value FROM setting WHERE key = $1', [key]);
  return found.rows[0]?.value ?? null;
}

export async function putSetting(sql: SqlRunner, key: string, value: unknown): Promise<void> {
  await sql.query(
    `INSERT INTO setting (key, value, updated_at) VALUES ($1, $2, now())
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`,
    [key, JSON.stringify(value)],
  );
}

/** Stores a fact unless there is one already. */
export async function insertSetting(sql: SqlRunner, key: string, value: unknown): Promise<void> {
  await sql.query('INSERT INTO setting (key, value, updated_at) VALUES ($1, $2, now()) ON CONFLICT (key) DO NOTHING', [
    key,
    JSON.stringify(value),
  ]);
}

export async function deleteSetting(sql: SqlRunner, key: string): Promise<void> {
  await sql.query('DELETE FROM setting WHERE key = $1', [key]);
}
