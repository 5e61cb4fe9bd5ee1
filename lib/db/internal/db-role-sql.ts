import pg, { type PoolClient } from 'pg';
import { z } from 'zod';

/**
 * The role the app works as: everything with rows, nothing with tables, and of the audit log to read and to append
 * alone.
 */
export const APP_ROLE = 'yika_app';

/**
 * Tables the app's role may only read, whatever else they are granted. The audit log is written through its function.
 */
const READ_ONLY_TABLES = "relname = '_prisma_migrations' OR relname LIKE 'audit\\_%'";

/** Creates the role unless it is there. Two databases of one cluster may do so at once. */
export async function createAppRole(client: PoolClient): Promise<void> {
  await client.query(`DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${APP_ROLE}') THEN CREATE ROLE ${APP_ROLE} NOLOGIN; END IF;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
  END $$`);
}

/**
 * Lets the role sign in by itself, with a new password. Letters and digits alone, as a statement of this kind takes no
 * parameters.
 */
export async function letAppRoleSignIn(client: PoolClient, password: string): Promise<void> {
  await client.query(`ALTER ROLE ${APP_ROLE} LOGIN PASSWORD ${pg.escapeLiteral(password)}`);
}

/** Lets a user take the role, unless it may already. */
export async function grantAppRoleTo(client: PoolClient, user: string): Promise<void> {
  const { rows } = await client.query('SELECT pg_has_role($1::name, $2::name, $3) AS may', [user, APP_ROLE, 'MEMBER']);
  if (z.tuple([z.object({ may: z.boolean() })]).parse(rows)[0].may) return;
  await client.query(`GRANT ${APP_ROLE} TO ${pg.escapeIdentifier(user)}`);
}

/**
 * Gives the role its rights to the tables that exist now. Not by default privileges: a table made later has none until
 * the start that follows its migration, instead of more than it should have.
 */
export async function grantTables(client: PoolClient): Promise<void> {
  // As PostgreSQL 15 and later begin; in 14 everybody may create, and only whom the schema belongs to may change that.
  await client.query(
    'DO $$ BEGIN REVOKE CREATE ON SCHEMA public FROM PUBLIC; EXCEPTION WHEN insufficient_privilege THEN NULL; END $$',
  );
  await client.query(`GRANT USAGE ON SCHEMA public TO ${APP_ROLE}`);
  await client.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${APP_ROLE}`);
  await client.query(`GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ${APP_ROLE}`);
  await client.query('REVOKE EXECUTE ON FUNCTION audit_append(json) FROM PUBLIC');
  await client.query(`GRANT EXECUTE ON FUNCTION audit_append(json) TO ${APP_ROLE}`);
  const { rows } = await client.query(
    `SELECT oid::regclass::text AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND (${READ_ONLY_TABLES})`,
  );
  for (const { name } of z.array(z.object({ name: z.string() })).parse(rows))
    await client.query(`REVOKE INSERT, UPDATE, DELETE ON ${name} FROM ${APP_ROLE}`);
}

/** Proves that a connection has the role's rights to read. */
export async function readAsAppRole(client: pg.Client): Promise<void> {
  await client.query('SELECT 1 FROM person LIMIT 0');
}

/** The user a connection was opened as. */
export async function readSessionUser(client: PoolClient): Promise<string> {
  const { rows } = await client.query('SELECT session_user::text AS name');
  return z.tuple([z.object({ name: z.string() })]).parse(rows)[0].name;
}
