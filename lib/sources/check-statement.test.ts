import { expect, it } from 'vitest';
import { checkStatement } from '@/lib/sources/check-statement';
import { GOOD_STATEMENTS, HOSTILE_STATEMENTS } from '@/lib/sources/testing/hostile-statements';

const TABLES = new Set(['sales.orders', 'sales.lines']);

it.each(HOSTILE_STATEMENTS)('refuses %s', async (text) => {
  expect(await checkStatement(text, TABLES)).not.toBeNull();
});

it.each(GOOD_STATEMENTS)('allows %s', async (text) => {
  expect(await checkStatement(text, TABLES)).toBeNull();
});

it('survives nesting and long texts', async () => {
  const nested = `SELECT ${'('.repeat(9_000)}1${')'.repeat(9_000)}`;
  expect(await checkStatement(nested, TABLES)).toBe('it has more than 60 nested parentheses');
  const unary = `SELECT ${'- '.repeat(9_000)}1`;
  const negated = `SELECT ${'NOT '.repeat(4_900)}true`;
  const cases = `SELECT ${'CASE WHEN true THEN '.repeat(700)}1${' END'.repeat(700)}`;
  for (const text of [unary, negated, cases]) await checkStatement(text, TABLES);
  expect(await checkStatement('SELECT day FROM sales.orders', TABLES)).toBeNull();
});

it('says what is wrong', async () => {
  const reasons = ['SELECT pg_sleep(1)', 'SELECT 1;', 'SELECT a FROM b', 'SELECT a FROM sales.orders FOR UPDATE'];
  expect(await Promise.all(reasons.map((text) => checkStatement(text, TABLES)))).toEqual([
    'the function pg_sleep is not allowed',
    'leave out the semicolon or the comment at the end',
    'the table b is not one that the source may read; write it as schema.table',
    'lockingClause is not allowed',
  ]);
});
