import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { ensureAppRole, withRole } from '@/lib/db/ensure-app-role';
import { getPool } from '@/lib/db/pool';
import { runAsOwner } from '@/lib/db/testing/run-as-owner';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';

const { connectionString } = useTestDatabase();

function asUser(user: string): string {
  const url = new URL(connectionString);
  url.username = user;
  url.password = 'secret';
  return url.href;
}

async function withClient<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

describe('ensureAppRole', () => {
  it('is what the tests, like the app, work as', async () => {
    const { rows } = await getPool().query('SELECT current_user::text AS name');
    expect(rows).toEqual([{ name: 'yika_app' }]);
  });

  it('keeps other options of the address', async () => {
    const url = new URL(connectionString);
    url.searchParams.set('options', '-c statement_timeout=12345');
    await withClient(withRole(url.href), async (client) => {
      const { rows } = await client.query(
        "SELECT current_user::text AS name, current_setting('statement_timeout') AS timeout",
      );
      expect(rows).toEqual([{ name: 'yika_app', timeout: '12345ms' }]);
    });
  });

  it('takes addresses of every kind', () => {
    expect(withRole('postgresql://yika@/yika?host=/run/postgresql')).toBe(
      'postgresql://yika@/yika?host=%2Frun%2Fpostgresql&options=-c%20role%3Dyika_app',
    );
    expect(withRole('postgres://a:b%2Bc@db:5432/yika')).toBe(
      'postgres://a:b%2Bc@db:5432/yika?options=-c%20role%3Dyika_app',
    );
  });

  it('gives an app with a user of its own no way back to more rights', async () => {
    const user = `app_${crypto.randomUUID().slice(0, 8)}`;
    await runAsOwner(connectionString, `CREATE USER ${user} PASSWORD 'secret'`);
    const app = await ensureAppRole({ ownerUrl: connectionString, appUrl: asUser(user) });
    expect(app.unrestrictedBecause).toBeNull();
    await withClient(app.connectionString, async (client) => {
      await client.query('SELECT 1 FROM person');
      for (const way of ['SELECT 1', 'SET ROLE NONE', 'RESET ROLE']) {
        await client.query(way);
        for (const statement of ["UPDATE audit_event SET action = 'x'", 'ALTER TABLE audit_event DISABLE TRIGGER ALL'])
          await expect(client.query(statement), `${way}; ${statement}`).rejects.toMatchObject({ code: '42501' });
      }
    });
  });

  it('lets no other user of the cluster write into the audit log', async () => {
    const user = `other_${crypto.randomUUID().slice(0, 8)}`;
    await runAsOwner(connectionString, `CREATE USER ${user} PASSWORD 'secret'`);
    await ensureAppRole({ ownerUrl: connectionString, appUrl: connectionString });
    await withClient(asUser(user), (client) =>
      expect(client.query("SELECT audit_append('[]')")).rejects.toMatchObject({ code: '42501' }),
    );
    await expect(getPool().query("SELECT audit_append('[]')")).resolves.toMatchObject({ rowCount: 1 });
  });

  it('grants tables that came later at the next start', async () => {
    await runAsOwner(connectionString, 'CREATE TABLE later (id int)');
    await expect(getPool().query('SELECT 1 FROM later')).rejects.toMatchObject({ code: '42501' });
    await ensureAppRole({ ownerUrl: connectionString, appUrl: connectionString });
    await expect(getPool().query('DELETE FROM later')).resolves.toMatchObject({ rowCount: 0 });
  });

  it('says why an app keeps all its rights when the owner may not make or give roles', async () => {
    const user = `plain_${crypto.randomUUID().slice(0, 8)}`;
    await runAsOwner(connectionString, `CREATE USER ${user} PASSWORD 'secret'`);
    await expect(ensureAppRole({ ownerUrl: asUser(user), appUrl: asUser(user) })).resolves.toMatchObject({
      connectionString: asUser(user),
      unrestrictedBecause: expect.stringContaining('permission denied for table') as string,
    });
  });
});
