import { chance, choose } from '@/lib/sample-api/internal/chance';
import { dayFromToday } from '@/lib/sample-api/internal/days';
import { SampleApiError } from '@/lib/sample-api/internal/reply';

const FIRST_NUMBER = 10_001;
const COUNT = 80;
const MAX_FOUND = 20;

const STATUSES = ['待付款', '待发货', '运输中', '派送中', '已签收', '已取消'] as const;
type Status = (typeof STATUSES)[number] | '部分退款' | '已退款';
const CUSTOMERS = [
  '王芳',
  '李伟',
  '张敏',
  '刘洋',
  '陈静',
  '杨帆',
  '赵磊',
  '黄丽',
  '周强',
  '吴霞',
  '徐明',
  '孙悦',
] as const;
const GOODS = [
  ['保温杯 500ml', 89],
  ['蓝牙耳机', 299],
  ['机械键盘', 459],
  ['羽绒被 1.5m', 699],
  ['儿童书包', 168],
  ['电饭煲 4L', 349],
  ['跑步鞋 42 码', 529],
  ['龙井茶 250g', 238],
] as const;
const CITIES = ['杭州', '上海', '北京', '成都', '广州', '武汉', '西安', '青岛'] as const;
const CARRIERS = ['顺丰速运', '中通快递', '圆通速递', '京东物流'] as const;

export interface Order {
  readonly orderNo: string;
  readonly customer: string;
  /** The last four digits are all that a look-up needs. */
  readonly phoneTail: string;
  readonly status: Status;
  readonly city: string;
  /** YYYY-MM-DD */
  readonly orderedOn: string;
  readonly items: readonly { readonly name: string; readonly quantity: number; readonly unitPriceYuan: number }[];
  readonly totalYuan: number;
  readonly refundedYuan: number;
  readonly shipment: {
    readonly carrier: string;
    readonly trackingNo: string;
    readonly expectedOn: string;
    readonly events: readonly { readonly on: string; readonly text: string }[];
  } | null;
}

/**
 * Sample orders, the same at every start but for their dates, which follow today; refunds are remembered until the
 * program ends.
 */
export class OrderBook {
  readonly #refunds = new Map<string, number>();
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** @throws SampleApiError 404 */
  get(orderNo: string): Order {
    const number = Number(/^SO-(\d{5})$/i.exec(orderNo)?.[1]);
    if (!(number >= FIRST_NUMBER && number < FIRST_NUMBER + COUNT))
      throw new SampleApiError(404, `没有订单 ${orderNo.slice(0, 40)}`);
    return this.#order(number);
  }

  /** Newest first; every condition that is given must fit. */
  search(conditions: {
    readonly customer?: string | undefined;
    readonly phoneTail?: string | undefined;
    readonly status?: string | undefined;
    readonly limit: number;
  }): { readonly total: number; readonly orders: readonly Order[] } {
    const all = Array.from({ length: COUNT }, (_, index) => this.#order(FIRST_NUMBER + COUNT - 1 - index));
    const found = all.filter(
      (order) =>
        (conditions.customer === undefined || order.customer.includes(conditions.customer)) &&
        (conditions.phoneTail === undefined || order.phoneTail === conditions.phoneTail) &&
        (conditions.status === undefined || order.status === conditions.status),
    );
    return { total: found.length, orders: found.slice(0, Math.min(conditions.limit, MAX_FOUND)) };
  }

  /** @throws SampleApiError 404; 409 for an order that was not paid; 422 for more than is left */
  refund(
    orderNo: string,
    amountYuan: number,
    reason: string,
  ): { readonly refundNo: string; readonly order: Order; readonly reason: string } {
    const order = this.get(orderNo);
    if (order.status === '待付款' || order.status === '已取消')
      throw new SampleApiError(409, `订单 ${order.orderNo} 状态为“${order.status}”，不能退款`);
    const left = cents(order.totalYuan) - cents(order.refundedYuan);
    if (cents(amountYuan) > left) throw new SampleApiError(422, `最多可退 ${left / 100} 元`);
    this.#refunds.set(order.orderNo, cents(order.refundedYuan) + cents(amountYuan));
    return {
      refundNo: `RF-${order.orderNo.slice(3)}-${cents(order.refundedYuan + amountYuan)}`,
      order: this.get(orderNo),
      reason,
    };
  }

  forget(): void {
    this.#refunds.clear();
  }

  #order(number: number): Order {
    const seed = `order ${number}`;
    const base = choose(STATUSES, seed, 'status');
    const [name, unitPriceYuan] = choose(GOODS, seed, 'goods');
    const quantity = 1 + Math.floor(chance(seed, 'quantity') * 3);
    const totalYuan = unitPriceYuan * quantity;
    const refunded = this.#refunds.get(`SO-${number}`) ?? 0;
    const age = 1 + Math.floor(chance(seed, 'age') * 6);
    const city = choose(CITIES, seed, 'city');
    return {
      orderNo: `SO-${number}`,
      customer: choose(CUSTOMERS, seed, 'customer'),
      phoneTail: String(1_000 + Math.floor(chance(seed, 'phone') * 9_000)),
      status: refunded === 0 ? base : refunded === cents(totalYuan) ? '已退款' : '部分退款',
      city,
      orderedOn: dayFromToday(this.#now(), -age),
      items: [{ name, quantity, unitPriceYuan }],
      totalYuan,
      refundedYuan: refunded / 100,
      shipment: this.#shipment(seed, base, city, age),
    };
  }

  #shipment(seed: string, status: (typeof STATUSES)[number], city: string, age: number): Order['shipment'] {
    const stage = ['运输中', '派送中', '已签收'].indexOf(status);
    if (stage < 0) return null;
    const texts = ['已揽收', `已到达${city}转运中心`, `${city}派送中，请保持电话畅通`, '已签收'].slice(0, stage + 2);
    const day = (index: number): string => dayFromToday(this.#now(), Math.min(0, index - age + 1));
    return {
      carrier: choose(CARRIERS, seed, 'carrier'),
      trackingNo: `SMP${String(Math.floor(chance(seed, 'tracking') * 1e12)).padStart(12, '0')}`,
      expectedOn: dayFromToday(this.#now(), stage === 0 ? 2 : stage === 1 ? 0 : Math.min(0, 3 - age)),
      events: texts.map((text, index) => ({ on: day(index), text })),
    };
  }
}

function cents(yuan: number): number {
  return Math.round(yuan * 100);
}
