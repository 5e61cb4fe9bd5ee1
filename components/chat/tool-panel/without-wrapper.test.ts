import { expect, test } from 'vitest';
import { withoutWrapper } from '@/components/chat/tool-panel/without-wrapper';

const order = { order_no: 'SO-1', status: '已发货' };

test.each([
  [{ sample: true, notice: 'sample data', order }, order],
  [{ code: 0, message: 'ok', data: order }, order],
  [{ success: true, request_id: 'r', data: { list: [order], total: 1, page_size: 20 } }, [order]],
])('%j is wrapped', (wrapped, content) => {
  expect(withoutWrapper(wrapped)).toEqual(content);
});

test.each([
  order,
  { code: 404, message: '没有这个订单', data: null },
  { order, customer: { name: '张三' } },
  { city: '杭州', daily: { rain: 3 } },
  [order],
  '文',
  null,
])('%j is not', (value) => {
  expect(withoutWrapper(value)).toEqual(value);
});
