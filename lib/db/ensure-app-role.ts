import 'server-only';
import { randomBytes } from 'node:crypto';
import pg, { type PoolClient } from 'pg';
import { lockMigrations } from '@/lib/db/internal/db-migration-sql';
import {
  APP_ROLE,
  createAppRole,
  grantAppRoleTo,
  grantTables,
  letAppRoleSignIn,
  readAsAppRole,
  readSessionUser,
} from '@/lib/db/internal/db-role-sql';

export interface AppRoleOptions {
  /** A user that owns the tables: the one that migrates. */
  readonly ownerUrl: string;
  /** What the app was given to connect with; null: our own cluster, where the role may sign in by itself. */
  readonly appUrl: string | null;
}

export interface AppConnection {
  /** What the app is to connect with. */
  readonly connectionString: string;
  /** Why it has all the rights of its user instead of the role's few; null when it has not. */
  readonly unrestrictedBecause: string | null;
}

/**
 * Prepares the role `yika_app`, which owns nothing and may not change the audit log, and returns the URL at which the
 * app connects as that role. Where the owner may not create roles, the app keeps the rights it has and the reason is
 * returned; the triggers of the audit log work all the same. Call after the migrations, at every start: new tables are
 * granted here.
 */
export async function ensureAppRole({ ownerUrl, appUrl }: AppRoleOptions): Promise<AppConnection> {
  try {
    const password = randomBytes(24).toString('hex');
    await withOwner(ownerUrl, async (client) => {
      await createAppRole(client);
      await grantTables(client);
      if (appUrl === null) await letAppRoleSignIn(client, password);
      else await grantAppRoleTo(client, appUrl === ownerUrl ? await readSessionUser(client) : userOf(appUrl));
    });
    const connectionString = appUrl === null ? asUser(ownerUrl, password) : withRole(appUrl);
    await tryConnection(connectionString);
    return { connectionString, unrestrictedBecause: null };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { connectionString: appUrl ?? ownerUrl, unrestrictedBecause: error.message };
  }
}

/**
 * An address at which PostgreSQL lets its user work as the app's role from the first statement on, with whatever other
 * options it names.
 */
export function withRole(address: string): string {
  // Not by URL, which refuses addresses without a host (a socket).
  const [base = '', ...query] = address.split('?');
  const parameters = new URLSearchParams(query.join('?'));
  parameters.set(
    'options',
    [parameters.get('options') ?? '', `-c role=${APP_ROLE}`].filter((option) => option !== '').join(' '),
  );
  // pg reads percent-encoding, not the + that URLSearchParams writes for spaces.
  return `${base}?${parameters.toString().replaceAll('+', '%20')}`;
}

async function withOwner(connectionString: string, work: (client: PoolClient) => Promise<void>): Promise<void> {
  const pool = new pg.Pool({ connectionString, max: 1, application_name: 'yika-role' });
  pool.on('error', () => undefined);
  try {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      await lockMigrations(client);
      await work(client);
      await client.query('COMMIT');
    } finally {
      // What was not committed goes with the connection.
      client.release(true);
    }
  } finally {
    await pool.end();
  }
}

async function tryConnection(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await readAsAppRole(client);
  } finally {
    await client.end();
  }
}

function userOf(address: string): string {
  return new pg.Client({ connectionString: address }).user ?? '';
}

function asUser(address: string, password: string): string {
  const url = new URL(address);
  url.username = APP_ROLE;
  url.password = password;
  return url.href;
}
