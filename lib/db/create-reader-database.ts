import 'server-only';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { createDatabaseIfMissing } from '@/lib/db/internal/db-cluster-sql';

/**
 * Creates a database of its own in our cluster, and a role that can only read what is granted to it there.
 * @param adminUrl of the cluster's superuser
 * @param name of the database; `<name>_reader` is the role
 * @returns addresses of the superuser and of the reader in that database; the reader's password is new at each call
 */
export async function createReaderDatabase(
  adminUrl: string,
  name: string,
): Promise<{ readonly ownerUrl: string; readonly readerUrl: string }> {
  await createDatabaseIfMissing(adminUrl, name);
  const reader = `${name}_reader`;
  const password = randomBytes(24).toString('hex');
  const ownerUrl = new URL(adminUrl);
  ownerUrl.pathname = `/${name}`;
  const client = new pg.Client({ connectionString: ownerUrl.href });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [reader]);
    // Identifiers and the password are made here: no text of others is in these statements.
    await client.query(`${rowCount === 0 ? 'CREATE' : 'ALTER'} ROLE ${reader} LOGIN NOINHERIT PASSWORD '${password}'`);
    await client.query(`ALTER ROLE ${reader} SET default_transaction_read_only = on`);
    await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
    await client.query(`GRANT CONNECT ON DATABASE ${name} TO ${reader}`);
  } finally {
    await client.end();
  }
  const readerUrl = new URL(ownerUrl);
  readerUrl.username = reader;
  readerUrl.password = password;
  return { ownerUrl: ownerUrl.href, readerUrl: readerUrl.href };
}
