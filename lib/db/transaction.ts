import 'server-only';
import type { PoolClient, QueryResult, QueryResultRow } from 'pg';
import { getPool } from '@/lib/db/pool';

/** Something that runs SQL: the pool or one transaction's connection. */
export interface SqlRunner {
  query<Row extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<QueryResult<Row>>;
}

/** The pool as a runner of single statements. */
export function sqlRunner(): SqlRunner {
  return { query: (text, values) => getPool().query(text, values === undefined ? undefined : [...values]) };
}

/**
 * Runs `work` in one transaction on one connection; rolls back when it throws and throws that error on.
 * A connection that cannot even roll back is discarded.
 */
export async function withTransaction<Result>(work: (sql: SqlRunner) => Promise<Result>): Promise<Result> {
  const client = await getPool().connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(runnerOf(client));
    await client.query('COMMIT');
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

function runnerOf(client: PoolClient): SqlRunner {
  return { query: (text, values) => client.query(text, values === undefined ? undefined : [...values]) };
}
