import { expect, test } from 'vitest';
import { argumentTree, NO_NAMES, orderArguments, pathTitle } from '@/components/lib/argument-tree';

const tree = argumentTree([
  { path: ['order_no'], title: '订单号' },
  { path: ['lines'], title: '商品' },
  { path: ['lines', 'sku'], title: '货号' },
  { path: ['lines', 'price'], title: '新价' },
  { path: ['reason'], title: '原因' },
]);

test('arguments stand in the order of their schema, items of lists too; what it does not name comes after', () => {
  const given = { extra: 1, lines: [{ price: 8, sku: 'A' }], reason: null, order_no: 'SO-10010' };
  expect(JSON.stringify(orderArguments(given, tree))).toBe(
    '{"order_no":"SO-10010","lines":[{"sku":"A","price":8}],"reason":null,"extra":1}',
  );
  expect(JSON.stringify(orderArguments(given, NO_NAMES))).toBe(JSON.stringify(given));
});

test('a path into them is shown by titles', () => {
  expect(pathTitle(['lines', '1', 'price'], tree)).toBe('商品 › 2 › 新价');
  expect(pathTitle(['extra', 'deep'], tree)).toBe('extra › deep');
});
