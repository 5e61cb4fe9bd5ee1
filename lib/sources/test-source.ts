import 'server-only';
import { withTransaction } from '@/lib/db/transaction';
import { AppError } from '@/lib/errors/app-error';
import type { SourceInput, SourceTest, Structure } from '@/lib/sources/contracts';
import { openConnection, type OpenSource } from '@/lib/sources/internal/open-connection';
import { requireSourceSecret } from '@/lib/sources/internal/require-source-secret';
import { getSource } from '@/lib/sources/internal/stored-sources';

const TEST_TIMEOUT_MS = 20_000;
const MAX_COLUMNS = 20_000;
const RIGHTS_SHOWN = 20;

/** What each kind of server is asked. All of them give text. */
const QUESTIONS = {
  postgres: {
    server: `SELECT 'PostgreSQL ' || current_setting('server_version')`,
    columns: `SELECT c.table_schema::text, c.table_name::text, c.column_name::text, c.data_type::text FROM information_schema.columns c
      WHERE c.table_schema NOT IN ('pg_catalog', 'information_schema')
        AND has_table_privilege(format('%I.%I', c.table_schema, c.table_name), 'SELECT')
      ORDER BY c.table_schema, c.table_name, c.ordinal_position`,
    rights: `SELECT 'superuser' FROM pg_catalog.pg_roles WHERE rolname = current_user AND rolsuper
      UNION ALL SELECT 'CREATE on database ' || current_database() WHERE has_database_privilege(current_database(), 'CREATE')
      UNION ALL SELECT 'member of ' || r.rolname::text FROM pg_catalog.pg_roles r
        WHERE r.rolname IN ('pg_write_all_data', 'pg_write_server_files', 'pg_execute_server_program', 'pg_read_server_files')
          AND pg_has_role(current_user, r.oid, 'MEMBER')
      UNION ALL SELECT 'write on ' || n.nspname || '.' || c.relname FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
          AND has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')`,
  },
  mysql: {
    server: `SELECT CONCAT(@@version_comment, ' ', @@version)`,
    columns: `SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns
      WHERE table_schema NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys')
      ORDER BY table_schema, table_name, ordinal_position`,
    rights: `SELECT CONCAT(privilege_type, ' on ', place) FROM (
        SELECT privilege_type, '*' AS place FROM information_schema.user_privileges
        UNION SELECT privilege_type, table_schema FROM information_schema.schema_privileges
        UNION SELECT privilege_type, CONCAT(table_schema, '.', table_name) FROM information_schema.table_privileges
      ) granted WHERE privilege_type NOT IN ('SELECT', 'USAGE', 'SHOW VIEW', 'SHOW DATABASES', 'PROCESS')`,
  },
} as const;

/**
 * Connects with what an admin entered and says what was found.
 * @throws AppError `source-unreachable`, `source-refused`, `source-query-failed`, those of `requireSecrets`
 */
export async function testSource(input: Pick<SourceInput, keyof OpenSource & keyof SourceInput>): Promise<SourceTest> {
  await withTransaction((sql) => requireSourceSecret(sql, input));
  const { server, columns, rights } = QUESTIONS[input.kind];
  const { version, found, wide } = await asking({ ...input, id: '' }, async (ask) => ({
    version: await ask(server, 1),
    found: await ask(columns, MAX_COLUMNS),
    wide: await ask(rights, RIGHTS_SHOWN),
  }));
  return {
    server: version[0]?.[0] ?? '',
    tables: new Set(found.map(([schema, table]) => `${schema ?? ''}.${table ?? ''}`)).size,
    tooWide: wide.flatMap(([right]) => right ?? []),
  };
}

/** Refuses an account that may do more than read, unless the admin insists. @throws AppError `source-writes` */
export async function requireReadOnly(input: SourceInput): Promise<SourceTest> {
  const test = await testSource(input);
  if (test.tooWide.length === 0 || input.isTrusted) return test;
  const rights = test.tooWide.slice(0, 3).join('; ');
  const detail = `The account may do more than read: ${rights}`;
  throw new AppError({ kind: 'invalid', code: 'source-writes', detail, values: { rights } });
}

/**
 * The tables and columns that a source's account may read.
 * @throws AppError `not-found`, `source-unreachable`, `source-refused`, `source-query-failed`
 */
export async function readStructure(sourceId: string): Promise<Structure> {
  const source = await getSource(sourceId);
  const columns = await asking(source, (ask) => ask(QUESTIONS[source.kind].columns, MAX_COLUMNS));
  const tables = new Map<string, Structure['tables'][number]>();
  for (const [schema, name, column, type] of columns) {
    const key = `${schema ?? ''}.${name ?? ''}`;
    const table = tables.get(key) ?? { schema: schema ?? '', name: name ?? '', columns: [] };
    table.columns.push({ name: column ?? '', type: type ?? '' });
    tables.set(key, table);
  }
  return { tables: [...tables.values()] };
}

type Ask = (sql: string, most: number) => Promise<(string | null)[][]>;

/** Our own questions, over one connection. */
async function asking<Result>(source: OpenSource, work: (ask: Ask) => Promise<Result>): Promise<Result> {
  const connection = await openConnection(source, AbortSignal.timeout(TEST_TIMEOUT_MS));
  try {
    return await work(async (sql, most) => (await connection.query(sql, [], most)).rows);
  } finally {
    await connection.close();
  }
}
