// A database of others: not the pool of lib/db. One statement a connection, and every value stays the server's text.
import 'server-only';
import pg from 'pg';
import type { Address, SourceConnection } from '@/lib/sources/internal/source-connection';
import { queryFailed, refused, unreachable } from '@/lib/sources/internal/source-error';

const CONNECT_TIMEOUT_MS = 10_000;
/** Classes of SQLSTATE for an account, database or role that is refused. */
const REFUSED = /^(28|3D|42501)/;
/** Texts are read as lib/sources/check-statement.ts reads them: a backslash is a character, not an escape. */
const SETTINGS = {
  default_transaction_read_only: 'on',
  search_path: 'pg_catalog',
  standard_conforming_strings: 'on',
  timezone: 'UTC',
  datestyle: 'ISO',
};
const asText = { getTypeParser: () => (value: string) => value };

/**
 * Connects to PostgreSQL and begins a read-only transaction. The `SELECT 1` after BEGIN matters: only once a snapshot
 * exists does PostgreSQL refuse `SET TRANSACTION READ WRITE`.
 */
export async function openPostgres(address: Address, signal: AbortSignal): Promise<SourceConnection> {
  const { host, port, database, username, password, tls } = address;
  const client = new pg.Client({
    ...{ host, port, database, password, user: username },
    ssl: tls ?? false,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'yika report',
    options: Object.entries(SETTINGS)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
  });
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => undefined);
  client.on('error', (error) => lost.reject(unreachable(host, port, error)));
  const cancel = (): void => {
    lost.reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    void client.end();
  };
  signal.addEventListener('abort', cancel, { once: true });
  const close = async (): Promise<void> => {
    signal.removeEventListener('abort', cancel);
    await client.end().catch(() => undefined);
  };
  try {
    signal.throwIfAborted();
    await Promise.race([client.connect(), lost.promise]);
    await Promise.race([client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'), lost.promise]);
    await Promise.race([client.query('SELECT 1'), lost.promise]);
  } catch (error) {
    await close();
    if (signal.aborted) throw error;
    throw REFUSED.test(codeOf(error)) ? refused(error) : unreachable(host, port, error);
  }
  return {
    async query(sql, parameters, most) {
      const text = `SELECT * FROM (${sql}) AS rows_of_report LIMIT ${most}`;
      // The extended protocol: a text with a second statement is refused by the server.
      const query = { text, values: [...parameters], rowMode: 'array' as const, types: asText, queryMode: 'extended' };
      try {
        const { fields, rows } = await Promise.race([client.query<(string | null)[]>(query), lost.promise]);
        return { columns: fields.map(({ name }) => name), rows };
      } catch (error) {
        if (signal.aborted || codeOf(error) === '') throw error;
        throw queryFailed(error);
      }
    },
    close,
  };
}

function codeOf(error: unknown): string {
  return error instanceof pg.DatabaseError ? (error.code ?? '') : '';
}
