import type pg from 'pg';
import { beforeEach, expect, it } from 'vitest';
import { inTransaction } from '@/lib/db/in-transaction';
import { isDatabaseAway } from '@/lib/db/is-database-away';
import { getPool, openPool } from '@/lib/db/pool';
import { getPrisma } from '@/lib/db/prisma';
import { isTaken, refusalCode } from '@/lib/db/refusal';
import { runAsOwner } from '@/lib/db/testing/run-as-owner';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { runLastInTransaction, sqlRunner, type SqlRunner } from '@/lib/db/transaction';

const database = useTestDatabase();

const insert = (sql: SqlRunner, key: string) =>
  sql.query("INSERT INTO setting (key, value, updated_at) VALUES ($1, '1', now())", [key]);
const keys = async (): Promise<string[]> =>
  (await getPool().query<{ key: string }>('SELECT key FROM setting ORDER BY key')).rows.map(({ key }) => key);
beforeEach(() => getPool().query('DELETE FROM setting'));

it('commits what SQL and Prisma wrote, each seeing the other, in one transaction of one connection', async () => {
  const [ids, seen] = await inTransaction(async ({ prisma, sql }) => {
    await insert(sql, 'a');
    await prisma.setting.create({ data: { key: 'b', value: { n: 1 } } });
    await runLastInTransaction(sql, "INSERT INTO setting (key, value, updated_at) VALUES ($1, '1', now())", ['c']);
    const state = 'SELECT pg_backend_pid() AS pid, pg_current_xact_id()::text AS xact';
    const own = await Promise.all([sql.query(state), prisma.$queryRawUnsafe<unknown[]>(state)]);
    expect(await prisma.setting.count()).toBe(2);
    return [[own[0].rows, own[1]], await keys()] as const;
  });
  expect(ids[0]).toEqual(ids[1]);
  expect(seen).toEqual([]);
  expect(await keys()).toEqual(['a', 'b', 'c']);
});

it('rolls both back when the work throws, and frees the connection', async () => {
  for (let round = 0; round < getPool().options.max + 1; round++)
    await expect(
      inTransaction(async ({ prisma, sql }) => {
        await prisma.setting.create({ data: { key: 'b', value: 1 } });
        await insert(sql, 'a');
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
  expect(await keys()).toEqual([]);
});

it('rolls both back when a statement of either fails, also one that nobody waited for', async () => {
  await insert(sqlRunner(), 'there');
  const failures = await Promise.allSettled([
    inTransaction(async ({ prisma, sql }) => {
      await prisma.setting.create({ data: { key: 'b', value: 1 } });
      await insert(sql, 'there');
    }),
    inTransaction(async ({ prisma, sql }) => {
      await insert(sql, 'a');
      await prisma.setting.create({ data: { key: 'there', value: 1 } });
    }),
  ]);
  for (const failure of failures) {
    const error: unknown = failure.status === 'rejected' ? failure.reason : undefined;
    expect(isTaken(error, 'setting_pkey')).toBe(true);
    expect(isTaken(error, 'another_index')).toBe(false);
  }
  await expect(
    inTransaction(async ({ prisma, sql }) => {
      await prisma.setting.create({ data: { key: 'b', value: 1 } });
      await runLastInTransaction(sql, 'SELECT 1 / $1::int', [0]);
    }),
  ).rejects.toMatchObject({ code: '22012' });
  await expect(
    inTransaction(async ({ prisma }) => {
      await prisma.setting.create({ data: { key: 'b', value: 1 } });
      // The error is swallowed here, and the transaction is lost all the same.
      await prisma.setting.create({ data: { key: 'there', value: 1 } }).catch(() => undefined);
      await prisma.setting.create({ data: { key: 'c', value: 1 } });
    }),
  ).rejects.toThrow();
  expect(await keys()).toEqual(['there']);
});

it('recognises a refusal of the database through Prisma', async () => {
  const refused: unknown = await getPrisma()
    .$queryRawUnsafe("SELECT refuse('not-allowed')")
    .catch((reason: unknown) => reason);
  expect(refusalCode(refused)).toBe('not-allowed');
});

it('leaves calls of the process’s own client out of the transaction', async () => {
  await expect(
    inTransaction(async ({ prisma }) => {
      await getPrisma().setting.create({ data: { key: 'beside', value: 1 } });
      await getPrisma().$transaction([getPrisma().setting.create({ data: { key: 'beside too', value: 1 } })]);
      await prisma.setting.create({ data: { key: 'b', value: 1 } });
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  expect(await keys()).toEqual(['beside', 'beside too']);
});

it('keeps transactions that run side by side apart', async () => {
  await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      inTransaction(async ({ prisma, sql }) => {
        await prisma.setting.create({ data: { key: `p${n}`, value: n } });
        await insert(sql, `s${n}`);
        if (n % 2 === 1) throw new Error('no');
      }).catch(() => undefined),
    ),
  );
  expect((await keys()).length).toBe(40);
  expect((await keys()).every((key) => Number(key.slice(1)) % 2 === 0)).toBe(true);
});

it.each(['sql', 'prisma'] as const)(
  'a connection that dies before a statement in %s is "database away"',
  async (dialect) => {
    const acquired = new Promise<pg.PoolClient>((resolve) => getPool().once('acquire', resolve));
    const dying = inTransaction(async ({ prisma, sql }) => {
      const client = await acquired;
      const ended = new Promise<void>((resolve) => client.once('end', resolve));
      await prisma.setting.create({ data: { key: 'b', value: 1 } });
      const own = await sql.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await runAsOwner(database.connectionString, 'SELECT pg_terminate_backend($1)', [own.rows[0]?.pid]);
      await ended;
      await (dialect === 'sql' ? insert(sql, 'a') : prisma.setting.create({ data: { key: 'c', value: 1 } }));
    });
    await expect(dying.catch((error: unknown) => isDatabaseAway(error))).resolves.toBe(true);
    expect(await keys()).toEqual([]);
  },
);

it('a connection that dies during a statement of Prisma is "database away"', async () => {
  const sleeping = getPrisma()
    .$queryRawUnsafe("SELECT pg_sleep(60), 'sleeper'")
    .catch((error: unknown) => error);
  const kill = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE query LIKE '%''sleeper''%' AND pid <> pg_backend_pid() AND datname = current_database()`;
  await expect.poll(async () => (await runAsOwner(database.connectionString, kill, [])).rowCount).toBe(1);
  expect(isDatabaseAway(await sleeping)).toBe(true);
});

it('a database that does not listen is "database away"', async () => {
  const { yikaPool: pool, yikaPrisma: prisma } = globalThis;
  // Port 1 of this machine: nobody listens there.
  globalThis.yikaPool = openPool('postgresql://nobody@127.0.0.1:1/none');
  globalThis.yikaPrisma = undefined;
  try {
    const errors = await Promise.all(
      [getPrisma().setting.count(), inTransaction(({ prisma: own }) => own.setting.count())].map((failing) =>
        failing.catch((error: unknown) => error),
      ),
    );
    expect(errors.map(isDatabaseAway)).toEqual([true, true]);
  } finally {
    globalThis.yikaPool = pool;
    globalThis.yikaPrisma = prisma;
  }
});
