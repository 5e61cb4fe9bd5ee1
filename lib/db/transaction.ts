import 'server-only';
import type { PoolClient, QueryResult, QueryResultRow } from 'pg';
import { getPool } from '@/lib/db/pool';
import { preparedQuery } from '@/lib/db/internal/prepared-query';
import { sendTogether } from '@/lib/db/internal/socket-client';

/**
 * Something that runs SQL: the pool or one transaction's connection. Texts are constants of the program: each is
 * prepared once a connection.
 */
export interface SqlRunner {
  query<Row extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<QueryResult<Row>>;
}

/** The pool as a runner of single statements. */
export function sqlRunner(): SqlRunner {
  return { query: (text, values) => getPool().query(preparedQuery(text, values)) };
}

/**
 * When a commit counts as done. flushed: it is on disk, and its locks were held until then. released: it is on disk,
 * but its locks were free before that; an error may then come after the commit, so the work must be safe to repeat.
 * deferred: everyone sees it, and it survives the death of any process of ours, but not yet a crash of PostgreSQL:
 * whoever promises something on it calls `waitUntilDurable` first.
 */
export type Durability = 'flushed' | 'released' | 'deferred';

/**
 * Runs `work` in one transaction on one connection; rolls back when it throws and throws that error on.
 * A connection that cannot even roll back is discarded. Statements are executed in the order they are given, also when
 * `work` gives several before it waits (`Promise.all`): PostgreSQL works through them without a round trip in between.
 */
export function withTransaction<Result>(
  work: (sql: SqlRunner) => Promise<Result>,
  durability: Durability = 'flushed',
): Promise<Result> {
  return transactOnConnection(work, durability);
}

/** `withTransaction` for lib/db, whose work also gets the connection: Prisma joins the transaction through it. */
export function transactOnConnection<Result>(
  work: (sql: SqlRunner, client: PoolClient) => Promise<Result>,
  durability: Durability,
): Promise<Result> {
  return onConnection(durability, async (transaction, client) => {
    // Its begin is not waited for: the first statement travels with it. Should it fail, everything behind it fails too.
    const [result] = await Promise.all([work(transaction.sql, client), transaction.begun]);
    await transaction.commit();
    return result;
  });
}

/**
 * The same in a single round trip, for statements that need no answer of each other: `work` gives all of them before it
 * first waits, and the commit travels behind them; what it gives later is refused. A failed statement undoes them all;
 * what `work` throws after that does not.
 */
export function inOneRoundTrip<Result>(
  work: (sql: SqlRunner) => Promise<Result>,
  durability: Durability = 'flushed',
): Promise<Result> {
  return onConnection(durability, async (transaction) => {
    const [result] = await Promise.all([work(transaction.sql), transaction.begun, transaction.commit()]);
    return result;
  });
}

async function onConnection<Result>(
  durability: Durability,
  transact: (transaction: Transaction, client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await getPool().connect();
  const transaction = begin(client, durability);
  let broken: Error | undefined;
  try {
    return await transact(transaction, client);
  } catch (error) {
    transaction.close();
    await client.query('ROLLBACK').catch((rollbackError: unknown) => {
      broken = rollbackError instanceof Error ? rollbackError : new Error(String(rollbackError));
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

interface Transaction {
  readonly sql: SqlRunner;
  readonly begun: Promise<unknown>;
  /** A failed statement before it turns it into a rollback, and rejects. */
  commit(): Promise<void>;
  /** Refuses further statements: after the rollback they would run outside of the transaction. */
  close(): void;
}

function begin(client: PoolClient, durability: Durability): Transaction {
  sendTogether(client);
  const begun = client.query(durability === 'flushed' ? 'BEGIN' : 'BEGIN; SET LOCAL synchronous_commit TO off');
  const run = runnerOf(client);
  let isOver = false;
  const sql: SqlRunner = {
    query: (text, values) =>
      isOver
        ? Promise.reject(new Error('the transaction is over: this statement would run outside of it'))
        : run.query(text, values),
  };
  const last: Statement[] = [];
  lastStatements.set(sql, last);
  return {
    sql,
    begun,
    async commit() {
      isOver = true;
      if (last.length > 0 || durability === 'released') sendTogether(client);
      const statements = [...last.map(({ text, values }) => run.query(text, values)), client.query('COMMIT')];
      if (durability === 'released') statements.push(client.query(FLUSH));
      await Promise.all(statements);
    },
    close() {
      isOver = true;
    },
  };
}

/**
 * An empty logical message: its commit waits for the disk and takes every commit before it along (PostgreSQL's log is
 * one sequence).
 */
export const FLUSH = "SELECT pg_logical_emit_message(true, 'yika', '')";

interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * On globalThis because Next.js duplicates modules between server entries: who registers and who commits may be two
 * copies.
 */
declare global {
  var yikaLastStatements: WeakMap<SqlRunner, Statement[]> | undefined;
}
const lastStatements = (globalThis.yikaLastStatements ??= new WeakMap<SqlRunner, Statement[]>());

/**
 * Runs a statement as the last of its transaction, after everything its caller still does in it and in one go with the
 * commit: what takes a lock that everybody wants, which is then held for no round trip, and what nobody reads the
 * answer of. It fails, or is undone, with the transaction. Outside of `withTransaction` it runs at once.
 */
export async function runLastInTransaction(sql: SqlRunner, text: string, values: readonly unknown[]): Promise<void> {
  const registered = lastStatements.get(sql);
  if (registered === undefined) await sql.query(text, values);
  else registered.push({ text, values });
}

function runnerOf(client: PoolClient): SqlRunner {
  return { query: (text, values) => client.query(preparedQuery(text, values)) };
}
