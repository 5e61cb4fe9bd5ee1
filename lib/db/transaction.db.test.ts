import type pg from 'pg';
import { describe, expect, it } from 'vitest';
import { isDatabaseAway } from '@/lib/db/is-database-away';
import { getPool } from '@/lib/db/pool';
import { runAsOwner } from '@/lib/db/testing/run-as-owner';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { runLastInTransaction, inOneRoundTrip, sqlRunner, withTransaction, type SqlRunner } from '@/lib/db/transaction';

const database = useTestDatabase();

const PUT = 'INSERT INTO setting (key, value, updated_at) VALUES ($1, to_jsonb((SELECT count(*) FROM setting)), now())';
const put = (sql: SqlRunner, key: string) => sql.query(PUT, [key]);
const readAll = async (): Promise<unknown> =>
  (await getPool().query('SELECT key, value FROM setting ORDER BY value')).rows;

it('does last what is to be last, in order, and undoes all of it together', async () => {
  await withTransaction(async (sql) => {
    await runLastInTransaction(sql, PUT, ['third']);
    await runLastInTransaction(sql, PUT, ['fourth']);
    await put(sql, 'first');
    await put(sql, 'second');
  });
  const all = [
    { key: 'first', value: 0 },
    { key: 'second', value: 1 },
    { key: 'third', value: 2 },
    { key: 'fourth', value: 3 },
  ];
  expect(await readAll()).toEqual(all);
  await expect(
    withTransaction(async (sql) => {
      await runLastInTransaction(sql, 'SELECT 1 / $1::int', [0]);
      await runLastInTransaction(sql, PUT, ['never']);
      await put(sql, 'fifth');
    }),
  ).rejects.toMatchObject({ code: '22012' });
  await expect(
    withTransaction(async (sql) => {
      await runLastInTransaction(sql, PUT, ['fifth']);
      await sql.query('SELECT 1 / 0');
    }),
  ).rejects.toMatchObject({ code: '22012' });
  expect(await readAll()).toEqual(all);
});

it('refuses what a branch gives after another one has failed', async () => {
  const { promise: rolledBack, resolve } = Promise.withResolvers<undefined>();
  let late: Promise<unknown> = Promise.resolve();
  await expect(
    withTransaction((sql) => {
      late = rolledBack.then(() => put(sql, 'never'));
      late.catch(() => undefined);
      return Promise.all([sql.query('SELECT 1 / 0'), late]);
    }),
  ).rejects.toMatchObject({ code: '22012' });
  resolve(undefined);
  await expect(late).rejects.toThrow('the transaction is over');
  expect(await readAll()).not.toContainEqual(expect.objectContaining({ key: 'never' }));
});

it('does it at once outside of a transaction', async () => {
  await runLastInTransaction(sqlRunner(), PUT, ['sixth']);
  expect(await readAll()).toContainEqual({ key: 'sixth', value: 4 });
});

describe('in one round trip', () => {
  it('does everything that was given, and refuses what comes later', async () => {
    const [count, late] = await inOneRoundTrip(async (sql) => {
      const [, counted] = await Promise.all([
        put(sql, 'seventh'),
        sql.query<{ n: number }>('SELECT count(*)::int AS n FROM setting'),
        runLastInTransaction(sql, PUT, ['eighth']),
      ]);
      return [counted.rows[0]?.n, await put(sql, 'never').catch((error: unknown) => String(error))] as const;
    }, 'released');
    expect(count).toBe(6);
    expect(late).toContain('the transaction is over');
    expect(await readAll()).toEqual(
      expect.arrayContaining([
        { key: 'seventh', value: 5 },
        { key: 'eighth', value: 6 },
      ]),
    );
  });

  it('undoes all of it when one statement fails', async () => {
    const before = await readAll();
    await expect(
      inOneRoundTrip(
        (sql) => Promise.all([put(sql, 'ninth'), sql.query('SELECT 1 / 0'), put(sql, 'tenth')]),
        'released',
      ),
    ).rejects.toMatchObject({ code: '22012' });
    expect(await readAll()).toEqual(before);
    await put(sqlRunner(), 'eleventh');
  });
});

it('a connection that dies in the hands of a transaction fails that, and ends no process', async () => {
  const acquired = new Promise<pg.PoolClient>((resolve) => getPool().once('acquire', resolve));
  const dying = withTransaction(async (sql) => {
    const client = await acquired;
    const ended = new Promise<void>((resolve) => client.once('end', resolve));
    const {
      rows: [own],
    } = await sql.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await runAsOwner(database.connectionString, 'SELECT pg_terminate_backend($1)', [own?.pid]);
    // The server's last word comes while no statement is under way.
    await ended;
    await sql.query('SELECT 1');
  });
  await expect(dying.catch((error: unknown) => isDatabaseAway(error))).resolves.toBe(true);
  expect((await sqlRunner().query('SELECT 1')).rowCount).toBe(1);
});
