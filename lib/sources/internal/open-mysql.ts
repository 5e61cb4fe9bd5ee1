import 'server-only';
import { createConnection, type Connection } from 'mysql2/promise';
import type { Address, SourceConnection } from '@/lib/sources/internal/source-connection';
import { queryFailed, refused, unreachable } from '@/lib/sources/internal/source-error';

const CONNECT_TIMEOUT_MS = 10_000;
/** The account, the database, or a right of it is refused. */
const REFUSED = new Set([
  'ER_ACCESS_DENIED_ERROR',
  'ER_DBACCESS_DENIED_ERROR',
  'ER_BAD_DB_ERROR',
  'ER_HOST_NOT_PRIVILEGED',
]);

/** Connects to MySQL or MariaDB and begins a read-only transaction over one snapshot. */
export async function openMysql(address: Address, signal: AbortSignal): Promise<SourceConnection> {
  const { host, port, database, username, password, tls } = address;
  signal.throwIfAborted();
  let connection: Connection;
  try {
    connection = await createConnection({
      ...{ host, port, database, password, user: username },
      ...(tls === null ? {} : { ssl: { ...tls, rejectUnauthorized: true } }),
      connectTimeout: CONNECT_TIMEOUT_MS,
      charset: 'utf8mb4',
      // Dates and decimals stay the server's text.
      dateStrings: true,
      supportBigNumbers: true,
      bigNumberStrings: true,
      multipleStatements: false,
      rowsAsArray: true,
      typeCast: (field) => field.string(),
    });
  } catch (error) {
    throw REFUSED.has(codeOf(error)) ? refused(error) : unreachable(host, port, error);
  }
  connection.on('error', () => undefined);
  const cancel = (): void => connection.destroy();
  signal.addEventListener('abort', cancel, { once: true });
  const close = (): Promise<void> => {
    signal.removeEventListener('abort', cancel);
    connection.destroy();
    return Promise.resolve();
  };
  try {
    await connection.query('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    await connection.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
  } catch (error) {
    await close();
    signal.throwIfAborted();
    throw unreachable(host, port, error);
  }
  return {
    async query(sql, parameters, most) {
      try {
        const [rows, fields] = await connection.execute<(string | null)[][] & []>(`${sql} LIMIT ${most}`, [
          ...parameters,
        ]);
        return { columns: fields.map(({ name }) => name), rows: rows.map((row) => row.map(textOf)) };
      } catch (error) {
        signal.throwIfAborted();
        throw codeOf(error).startsWith('ER_') ? queryFailed(error) : unreachable(host, port, error);
      }
    },
    close,
  };
}

/** A prepared statement gives small integers as numbers; they are exact. */
function textOf(value: unknown): string | null {
  if (value === null || typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
