import { z } from 'zod';
import { forecast } from '@/lib/sample-api/internal/forecast';
import type { Order, OrderBook } from '@/lib/sample-api/internal/order-book';
import { SampleApiError } from '@/lib/sample-api/internal/reply';

const searchSchema = z.object({
  customer: z.string().max(40).optional(),
  phone_tail: z
    .string()
    .regex(/^\d{4}$/)
    .optional(),
  status: z.string().max(10).optional(),
  limit: z.coerce.number().int().min(1).max(20).default(5),
});
const refundSchema = z.strictObject({
  amount: z
    .number()
    .positive()
    .max(1_000_000)
    .refine((amount) => Number.isInteger(Math.round(amount * 1e6) / 1e4), 'at most two decimals'),
  reason: z.string().trim().min(1).max(200),
});

/** The answer to a request of the product. @throws SampleApiError */
export function answer(method: string, url: URL, body: unknown, book: OrderBook, now: Date): object {
  const path = url.pathname;
  if (method === 'GET' && path === '/v1/forecast') return forecast(url.searchParams, now);
  if (method === 'GET' && path === '/orders') return searchOrders(url, book);
  const [, orderNo, rest] = /^\/orders\/([^/]+)(\/refunds)?$/.exec(path) ?? [];
  if (orderNo !== undefined && rest === undefined && method === 'GET')
    return { order: orderDto(book.get(decodeURIComponent(orderNo))) };
  if (orderNo !== undefined && rest === '/refunds' && method === 'POST')
    return refundOrder(decodeURIComponent(orderNo), body, book);
  throw new SampleApiError(404, `${method} ${path}: not here`);
}

function searchOrders(url: URL, book: OrderBook): object {
  const query = parse(searchSchema, Object.fromEntries(url.searchParams));
  const { total, orders } = book.search({ ...query, phoneTail: query.phone_tail });
  return { total, orders: orders.map(orderDto) };
}

function refundOrder(orderNo: string, body: unknown, book: OrderBook): object {
  const { amount, reason } = parse(refundSchema, body);
  const { refundNo, order } = book.refund(orderNo, amount, reason);
  return {
    refund: {
      退款单号: refundNo,
      订单号: order.orderNo,
      '退款金额（元）': amount,
      原因: reason,
      状态: '已受理',
      预计到账: '1–3 个工作日',
    },
    order: orderDto(order),
  };
}

/** With the labels that a Chinese order system would show. */
function orderDto(order: Order): object {
  return {
    订单号: order.orderNo,
    客户: order.customer,
    手机尾号: order.phoneTail,
    状态: order.status,
    下单日期: order.orderedOn,
    收货城市: order.city,
    商品: order.items.map(({ name, quantity, unitPriceYuan }) => ({
      名称: name,
      数量: quantity,
      '单价（元）': unitPriceYuan,
    })),
    '总额（元）': order.totalYuan,
    '已退（元）': order.refundedYuan,
    ...(order.shipment === null
      ? {}
      : {
          物流: {
            承运商: order.shipment.carrier,
            运单号: order.shipment.trackingNo,
            预计送达: order.shipment.expectedOn,
            轨迹: order.shipment.events.map(({ on, text }) => ({ 日期: on, 状态: text })),
          },
        }),
  };
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new SampleApiError(400, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
}
