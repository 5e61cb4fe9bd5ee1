import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import { notify } from '@/lib/db/listen';
import type { SqlRunner } from '@/lib/db/transaction';
import type { Role } from '@/lib/auth/contracts';
import { createSecret, hashSecret } from '@/lib/auth/internal/secret';

// SQL, because the look-ups run for every request and every open response, and a session is opened by one statement
// that locks and checks its person.

/** NOTIFY channel of every change of rights; the payload is the person's id. */
export const AUTH_CHANNEL = 'auth';

/** Notifies every process, at commit, to forget what it cached of this person. */
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

/** The present rights of live sessions: not expired, their persons not disabled. */
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

/** Records that a session is in use and extends it; at most once a minute. */
export async function touchSession(sql: SqlRunner, sessionId: string, days: number): Promise<void> {
  await sql.query(
    `UPDATE session SET last_seen_at = now(), expires_at = now() + make_interval(days => $2)
     WHERE id = $1 AND last_seen_at < now() - interval '1 minute'`,
    [sessionId, days],
  );
}
