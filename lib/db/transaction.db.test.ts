import { expect, it } from 'vitest';
import { getPool } from '@/lib/db/pool';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { doBeforeCommit, sqlRunner, withTransaction, type SqlRunner } from '@/lib/db/transaction';

useTestDatabase();

async function put(sql: SqlRunner, key: string): Promise<void> {
  await sql.query('INSERT INTO setting (key, value, updated_at) VALUES ($1, to_jsonb((SELECT count(*) FROM setting)), now())', [key]);
}
const readAll = async (): Promise<unknown> => (await getPool().query('SELECT key, value FROM setting ORDER BY value')).rows;

it('does last what is to be last, in order, and undoes all of it together', async () => {
  await withTransaction(async (sql) => {
    expect(doBeforeCommit(sql, (last) => put(last, 'third'))).toBe(true);
    expect(doBeforeCommit(sql, (last) => put(last, 'fourth'))).toBe(true);
    await put(sql, 'first');
    await put(sql, 'second');
  });
  const all = [{ key: 'first', value: 0 }, { key: 'second', value: 1 }, { key: 'third', value: 2 }, { key: 'fourth', value: 3 }];
  expect(await readAll()).toEqual(all);
  await expect(withTransaction(async (sql) => {
    doBeforeCommit(sql, () => Promise.reject(new Error('not written')));
    await put(sql, 'fifth');
  })).rejects.toThrow('not written');
  await expect(withTransaction(async (sql) => {
    doBeforeCommit(sql, (last) => put(last, 'fifth'));
    await sql.query('SELECT 1 / 0');
  })).rejects.toMatchObject({ code: '22012' });
  expect(await readAll()).toEqual(all);
});

it('does nothing outside of a transaction', () => {
  expect(doBeforeCommit(sqlRunner(), () => Promise.resolve())).toBe(false);
});
