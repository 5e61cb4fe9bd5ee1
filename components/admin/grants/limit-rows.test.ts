import { expect, it } from 'vitest';
import { isBadBound, readLimitRows, writeLimitRows } from '@/components/admin/grants/limit-rows';

const schema = {
  type: 'object',
  properties: {
    order: { type: 'string', title: '订单号' },
    amount: { type: 'number' },
    carrier: { enum: ['顺丰', '中通'] },
    urgent: { type: 'boolean' },
  },
};

it('bounds arguments by values and by range, and reads its own schema back', () => {
  const rows = readLimitRows(schema, undefined);
  expect(rows?.map(({ name, label, kind }) => [name, label, kind])).toEqual([
    ['order', '订单号', 'text'],
    ['amount', 'amount', 'number'],
    ['carrier', 'carrier', 'text'],
  ]);
  const filled =
    rows?.map((row) =>
      row.name === 'amount'
        ? { ...row, maximum: '２00' }
        : row.name === 'carrier'
          ? { ...row, values: '顺丰\n\n 顺丰' }
          : row,
    ) ?? [];
  const limit = writeLimitRows(filled);
  expect(limit).toEqual({ type: 'object', properties: { amount: { maximum: 200 }, carrier: { enum: ['顺丰'] } } });
  expect(writeLimitRows(readLimitRows(schema, limit) ?? [])).toEqual(limit);
  expect(writeLimitRows(rows ?? [])).toBeUndefined();
});

it('leaves limits that rows can not show to JSON', () => {
  for (const limit of [
    { type: 'object', properties: { order: { pattern: '^A' } } },
    { type: 'object', properties: { other: { enum: ['a'] } } },
    { type: 'object', required: ['order'] },
    { type: 'object', properties: { amount: { enum: [1] } } },
  ])
    expect(readLimitRows(schema, limit)).toBeNull();
});

it('isBadBound', () => {
  expect(['', ' ', '3', '-1.5', '３'].map(isBadBound)).toEqual([false, false, false, false, false]);
  expect(['x', '1-2', '9007199254740993', '1e400'].map(isBadBound)).toEqual([true, true, true, true]);
});
