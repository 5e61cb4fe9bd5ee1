import 'server-only';
import pg, { type PoolClient, type QueryResult, type QueryResultRow } from 'pg';
import { getPool } from '@/lib/db/pool';
import { preparedQuery } from '@/lib/db/internal/prepared-query';

/** Something that runs SQL: the pool or one transaction's connection. Texts are constants of the program: each is prepared once a connection. */
export interface SqlRunner {
  query<Row extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<QueryResult<Row>>;
}

/** The pool as a runner of single statements. */
export function sqlRunner(): SqlRunner {
  return { query: (text, values) => getPool().query(preparedQuery(text, values)) };
}

/**
 * Runs `work` in one transaction on one connection; rolls back when it throws and throws that error on.
 * A connection that cannot even roll back is discarded. Statements are executed in the order they are given, also when
 * `work` gives several before it waits (`Promise.all`): PostgreSQL works through them without a round trip in between.
 *
 * `deferred` durability: the commit does not wait for the disk. Everyone sees it at once, and it survives the death of any
 * process of ours, but not yet a crash of PostgreSQL: whoever promises something on it calls `waitUntilDurable` first.
 */
export async function withTransaction<Result>(work: (sql: SqlRunner) => Promise<Result>, durability: 'flushed' | 'deferred' = 'flushed'): Promise<Result> {
  const client = await getPool().connect();
  let broken: Error | undefined;
  try {
    sendTogether(client);
    // Not waited for: the first statement travels with it. Should it fail, everything behind it fails too.
    const begun = client.query(durability === 'flushed' ? 'BEGIN' : 'BEGIN; SET LOCAL synchronous_commit TO off');
    const sql = runnerOf(client);
    const last: Statement[] = [];
    lastStatements.set(sql, last);
    const [result] = await Promise.all([work(sql), begun]);
    if (last.length > 0) sendTogether(client);
    // A failed statement turns the commit behind it into a rollback, and rejects here.
    await Promise.all([...last.map(({ text, values }) => sql.query(text, values)), client.query('COMMIT')]);
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((rollbackError: unknown) => {
      broken = rollbackError instanceof Error ? rollbackError : new Error(String(rollbackError));
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** On globalThis because Next.js duplicates modules between server entries: who registers and who commits may be two copies. */
declare global {
  var yikaLastStatements: WeakMap<SqlRunner, Statement[]> | undefined;
}
const lastStatements = (globalThis.yikaLastStatements ??= new WeakMap<SqlRunner, Statement[]>());

/**
 * Runs a statement as the last of a transaction, after everything its caller still does in it and in one go with the commit:
 * what takes a lock that everybody wants, which is then held for no round trip. It fails, or is undone, with the transaction.
 * @returns false, having done nothing, when `sql` is no transaction of `withTransaction`
 */
export function doBeforeCommit(sql: SqlRunner, text: string, values: readonly unknown[]): boolean {
  const registered = lastStatements.get(sql);
  registered?.push({ text, values });
  return registered !== undefined;
}

/** What is given to the connection before the program next waits goes out in one write instead of one a statement. */
function sendTogether(client: PoolClient): void {
  if (!(client instanceof pg.Client)) return;
  const { stream } = client.connection;
  stream.cork();
  process.nextTick(() => stream.uncork());
}

function runnerOf(client: PoolClient): SqlRunner {
  return { query: (text, values) => client.query(preparedQuery(text, values)) };
}
