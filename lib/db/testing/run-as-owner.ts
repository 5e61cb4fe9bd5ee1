import pg, { type QueryResult } from 'pg';

/**
 * Runs a statement as the owner of the tables and superuser: what the app's role, and so the tests' pool, may not do.
 */
export async function runAsOwner(
  connectionString: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<QueryResult> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await client.query(text, [...values]);
  } finally {
    await client.end();
  }
}
