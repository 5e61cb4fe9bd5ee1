import { expect, it } from 'vitest';
import { argumentsOf, linkTo } from '@/components/admin/tools/form/look-up-links';

const refund = {
  type: 'object',
  properties: { 订单号: { type: 'string', title: ' ' }, amount: { type: 'number', title: '金额' }, deep: true },
};

it('names the arguments at the top of any schema', () => {
  expect(argumentsOf(refund)).toEqual([
    { name: '订单号', title: '订单号' },
    { name: 'amount', title: '金额' },
    { name: 'deep', title: 'deep' },
  ]);
  for (const schema of [{}, { properties: null }, { properties: [] }, { type: 'object', properties: {} }])
    expect(argumentsOf(schema)).toEqual([]);
});

it('links arguments of the same name at first', () => {
  const lookUp = { id: 'x', inputSchema: { properties: { 订单号: { type: 'string' }, limit: { type: 'integer' } } } };
  expect(linkTo(lookUp, refund)).toEqual({ toolId: 'x', arguments: [{ name: '订单号', from: '订单号' }] });
});
