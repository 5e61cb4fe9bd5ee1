import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createReaderDatabase } from '@/lib/db/create-reader-database';
import { openPostgres } from '@/lib/sources/internal/open-postgres';
import { HOSTILE_STATEMENTS } from '@/lib/sources/testing/hostile-statements';

/** The guards of the database alone: no statement here is parsed before it is sent. */
const NAME = `guard_${crypto.randomUUID().replaceAll('-', '').slice(0, 20)}`;
const adminUrl = inject('testAdminUrl');
let owner: pg.Client;
let address: { host: string; port: number; database: string; username: string; password: string; tls: null };

const DATA = `
  CREATE SCHEMA sales;
  CREATE SEQUENCE sales.orders_seq;
  CREATE TABLE sales.orders (id int PRIMARY KEY, day date, amount numeric(18,2));
  CREATE TABLE sales.lines (id int PRIMARY KEY, order_id int, sold_at timestamptz, amount numeric(18,2));
  CREATE TABLE sales.salary (id int PRIMARY KEY, amount numeric(18,2));
  INSERT INTO sales.orders VALUES (1, '2026-03-04', 9007199254740993.01), (2, '2026-03-05', 0.10);
  INSERT INTO sales.salary VALUES (1, 1);
  CREATE FUNCTION sales.f() RETURNS int LANGUAGE sql AS 'DELETE FROM sales.orders RETURNING 1';
  GRANT USAGE ON SCHEMA sales TO ${NAME}_reader;
  GRANT SELECT ON sales.orders, sales.lines TO ${NAME}_reader;
`;

beforeAll(async () => {
  const { ownerUrl, readerUrl } = await createReaderDatabase(adminUrl, NAME);
  owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(DATA);
  const { hostname: host, port, username, password } = new URL(readerUrl);
  address = { host, port: Number(port), database: NAME, username, password, tls: null };
});
afterAll(async () => {
  await owner.end();
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`DROP DATABASE ${NAME} WITH (FORCE)`);
  await admin.query(`DROP ROLE ${NAME}_reader`);
  await admin.end();
});

/** What a statement may not change: rows, relations, sequences, functions, large objects, roles. */
async function stateOf(): Promise<unknown> {
  const { rows } = await owner.query(`SELECT
    (SELECT json_agg(o ORDER BY id)::text FROM sales.orders o) AS orders,
    (SELECT last_value::text FROM sales.orders_seq) AS sequence,
    (SELECT json_agg(relname ORDER BY oid)::text FROM pg_class WHERE relnamespace = 'sales'::regnamespace) AS relations,
    (SELECT count(*)::text FROM pg_proc WHERE pronamespace = 'sales'::regnamespace) AS functions,
    (SELECT count(*)::text FROM pg_largeobject_metadata) AS objects,
    (SELECT count(*)::text FROM pg_roles WHERE rolname = 'intruder') AS roles`);
  return rows[0];
}

/** Sends a statement as it is, and gives it up when it takes long. */
async function send(text: string): Promise<'refused' | 'ran'> {
  const connection = await openPostgres(address, AbortSignal.timeout(1_500));
  try {
    await connection.query(text, [], 10);
    return 'ran';
  } catch {
    return 'refused';
  } finally {
    await connection.close();
  }
}

/** Statements that the database lets the reader run: they change nothing that outlives the connection. */
const WITHOUT_EFFECT =
  /set_config|current_setting|advisory_lock|RECURSIVE|repeat\(|pg_roles|_to_xml|now\(\)|CURRENT_USER|1\) q|pg_notify|regclass/;

describe('with the parser switched off', () => {
  it('the database refuses what would change or read too much', async () => {
    const before = await stateOf();
    const ran: string[] = [];
    for (const text of HOSTILE_STATEMENTS) if ((await send(text)) === 'ran') ran.push(text);
    expect(ran.filter((text) => !WITHOUT_EFFECT.test(text))).toEqual([]);
    expect(await stateOf()).toEqual(before);
  });

  it('the account changes nothing even without the transaction and the wrapper around it', async () => {
    const before = await stateOf();
    const { host, port, database, username: user, password } = address;
    for (const text of HOSTILE_STATEMENTS) {
      const client = new pg.Client({ host, port, database, user, password, statement_timeout: 500 });
      const query = { text, values: [], queryMode: 'extended' };
      await client.connect();
      await client.query(query).catch(() => undefined);
      await client.end();
    }
    expect(await stateOf()).toEqual(before);
  });

  it('no setting opens the transaction to writing', async () => {
    const connection = await openPostgres(address, AbortSignal.timeout(20_000));
    const off = `SELECT set_config('transaction_read_only', 'off', false)`;
    await expect(connection.query(off, [], 1)).rejects.toMatchObject({ code: 'source-query-failed' });
    await connection.close();
  });
});

it('gives money and days as the text of the server', async () => {
  const connection = await openPostgres(address, AbortSignal.timeout(20_000));
  const { columns, rows } = await connection.query('SELECT day, amount FROM sales.orders WHERE id = $1::int', ['1'], 2);
  await connection.close();
  expect([columns, rows]).toEqual([['day', 'amount'], [['2026-03-04', '9007199254740993.01']]]);
});

it('says no password in an error', async () => {
  const wrong = { ...address, password: 'open-sesame' };
  const error: unknown = await openPostgres(wrong, AbortSignal.timeout(20_000)).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: 'source-refused' });
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('open-sesame');
});
