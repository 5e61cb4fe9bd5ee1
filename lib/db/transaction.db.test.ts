import { expect, it } from 'vitest';
import { getPool } from '@/lib/db/pool';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { doBeforeCommit, sqlRunner, withTransaction, type SqlRunner } from '@/lib/db/transaction';

useTestDatabase();

const PUT = 'INSERT INTO setting (key, value, updated_at) VALUES ($1, to_jsonb((SELECT count(*) FROM setting)), now())';
const put = (sql: SqlRunner, key: string) => sql.query(PUT, [key]);
const readAll = async (): Promise<unknown> => (await getPool().query('SELECT key, value FROM setting ORDER BY value')).rows;

it('does last what is to be last, in order, and undoes all of it together', async () => {
  await withTransaction(async (sql) => {
    expect(doBeforeCommit(sql, PUT, ['third'])).toBe(true);
    expect(doBeforeCommit(sql, PUT, ['fourth'])).toBe(true);
    await put(sql, 'first');
    await put(sql, 'second');
  });
  const all = [{ key: 'first', value: 0 }, { key: 'second', value: 1 }, { key: 'third', value: 2 }, { key: 'fourth', value: 3 }];
  expect(await readAll()).toEqual(all);
  await expect(withTransaction(async (sql) => {
    doBeforeCommit(sql, 'SELECT 1 / $1::int', [0]);
    doBeforeCommit(sql, PUT, ['never']);
    await put(sql, 'fifth');
  })).rejects.toMatchObject({ code: '22012' });
  await expect(withTransaction(async (sql) => {
    doBeforeCommit(sql, PUT, ['fifth']);
    await sql.query('SELECT 1 / 0');
  })).rejects.toMatchObject({ code: '22012' });
  expect(await readAll()).toEqual(all);
});

it('does nothing outside of a transaction', () => {
  expect(doBeforeCommit(sqlRunner(), 'SELECT 1', [])).toBe(false);
});
