import 'server-only';
import pg from 'pg';
import { getConfig } from '@/lib/config/config';
import { SocketClient } from '@/lib/db/internal/socket-client';

const IDLE_CONNECTION_MS = 10 * 60_000;

declare global {
  var yikaPool: pg.Pool | undefined;
}

/**
 * The process's one pool of connections, shared by Prisma and raw SQL.
 * On globalThis because Next.js duplicates modules between server entries.
 */
export function getPool(): pg.Pool {
  globalThis.yikaPool ??= openPool(requireDatabaseUrl(), getConfig().DATABASE_POOL_SIZE);
  return globalThis.yikaPool;
}

/** A pool of connections as the app uses them; broken ones end no process. */
export function openPool(connectionString: string, max = 20): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max,
    connectionTimeoutMillis: 10_000,
    // A new connection costs a process and a SCRAM handshake (about 15 ms): an idle minute must not make the next
    // question pay it.
    idleTimeoutMillis: IDLE_CONNECTION_MS,
    keepAlive: true,
    // Statements of a transaction that do not wait for each other travel together (see withTransaction).
    pipeline: true,
    application_name: 'yika',
    Client: SocketClient,
  });
  // A connection that breaks while idle (PostgreSQL restarted) is replaced at the next use; without a listener it would
  // end the process.
  pool.on('error', (error) => {
    process.emitWarning(`idle database connection lost: ${error.message}`);
  });
  // pg-pool does not listen while a client is checked out: their next statement fails and says so.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Closes the process's connections: for programs that end or go on without the database. */
export async function closePool(): Promise<void> {
  const pool = globalThis.yikaPool;
  globalThis.yikaPool = undefined;
  await pool?.end();
}

/** The address of the database. @throws Error when unset: `npm start` sets it for the embedded PostgreSQL. */
function requireDatabaseUrl(): string {
  const url = getConfig().DATABASE_URL;
  if (url === undefined)
    throw new Error('DATABASE_URL is not set. Start with `npm start`, which runs an embedded PostgreSQL, or set it.');
  return url;
}
