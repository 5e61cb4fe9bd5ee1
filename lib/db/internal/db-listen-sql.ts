import pg from 'pg';
import type { SqlRunner } from '@/lib/db/transaction';

/** Listens on channels; from the moment this resolves nothing sent on them is missed while the connection lives. */
export async function listen(client: pg.Client, channels: readonly string[]): Promise<void> {
  if (channels.length === 0) return;
  await client.query(channels.map((channel) => `LISTEN ${pg.escapeIdentifier(channel)}`).join(';'));
}

/** Stops listening on a channel. */
export async function unlisten(client: pg.Client, channel: string): Promise<void> {
  await client.query(`UNLISTEN ${pg.escapeIdentifier(channel)}`);
}

/** Proves that the connection still answers. */
export async function ping(client: pg.Client): Promise<void> {
  await client.query('SELECT 1');
}

/** Sends a notification; inside a transaction it is delivered with the commit. */
export async function sendNotification(sql: SqlRunner, channel: string, payload: string): Promise<void> {
  await sql.query('SELECT pg_notify($1, $2)', [channel, payload]);
}
