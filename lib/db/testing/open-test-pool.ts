import pg from 'pg';

/**
 * A pool for a database that a test kills or drops under it. pg-pool forgets its listeners before a client's socket is
 * closed, so that the server's last word ("terminating connection") would end the process.
 */
export function openTestPool(connectionString: string, max = 20): pg.Pool {
  const pool = new pg.Pool({ connectionString, max, pipeline: true });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
