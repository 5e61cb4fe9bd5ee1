import { expect, it } from 'vitest';
import { inTransaction } from '@/lib/db/in-transaction';
import { deleteSetting, insertSetting, putSetting, readSetting } from '@/lib/db/settings';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';

useTestDatabase();

it('keeps JSON as it is, puts it anew, and leaves what is there when it inserts', async () => {
  const value = { list: [1, 'zwei', null, { 三: true }], text: '"' };
  expect(await readSetting('a')).toBeNull();
  await putSetting('a', 'text');
  expect(await readSetting('a')).toBe('text');
  await putSetting('a', value);
  await insertSetting('a', 'other');
  expect(await readSetting('a')).toEqual(value);
  await deleteSetting('a');
  await deleteSetting('a');
  expect(await readSetting('a')).toBeNull();
});

it.each([
  { $type: 'Json', value: '{"a":1}' },
  {
    a: { $type: 'Param', value: { name: 'x' } },
    b: { prisma__type: 'param', prisma__value: { name: 'y', type: 'Int' } },
  },
  { a: [{ $type: 'FieldRef', value: { _ref: 'key' } }], set: [1], equals: null },
  [{ toJSON: 'text' }, '\u2028', 1e21, 0.1],
])('gives back what it was given, also what looks like a word of Prisma: %j', async (value) => {
  await putSetting('a', value);
  expect(await readSetting('a')).toEqual(value);
});

it('reads every member that SQL wrote; writing through Prisma loses those named __proto__ (decision 76)', async () => {
  const text = '{"b": [{"__proto__": 2}], "__proto__": {"a": 1}}';
  await sqlRunner().query("INSERT INTO setting (key, value, updated_at) VALUES ('p', $1, now())", [text]);
  const read = await readSetting('p');
  expect(JSON.stringify(read)).toBe(JSON.stringify(JSON.parse(text)));
});

it('has one winner when many insert or put at once', async () => {
  await Promise.all(Array.from({ length: 20 }, (_, n) => insertSetting('b', n)));
  const first = await readSetting('b');
  await insertSetting('b', 'late');
  expect(await readSetting('b')).toBe(first);
  await Promise.all(Array.from({ length: 20 }, (_, n) => putSetting('c', n)));
  expect(await readSetting('c')).toEqual(expect.any(Number));
});

it('is undone with the transaction it is part of', async () => {
  await expect(
    inTransaction(async ({ prisma }) => {
      await putSetting('d', 1, prisma);
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  expect(await readSetting('d')).toBeNull();
});
