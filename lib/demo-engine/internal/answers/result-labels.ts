import type { Language } from '@/lib/demo-engine/internal/answers/answer-request';

const CHINESE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    city: '城市',
    location: '位置',
    date: '日期',
    time: '时间',
    temperature: '气温',
    temp: '气温',
    high: '最高',
    low: '最低',
    condition: '天气',
    weather: '天气',
    humidity: '湿度',
    wind: '风',
    precipitation: '降水',
    rain_probability: '降水概率',
    order_id: '订单号',
    orderId: '订单号',
    order_no: '订单号',
    orderNumber: '订单号',
    id: '编号',
    status: '状态',
    state: '状态',
    carrier: '承运商',
    tracking_number: '运单号',
    trackingNumber: '运单号',
    eta: '预计送达',
    estimated_delivery: '预计送达',
    estimatedDelivery: '预计送达',
    amount: '金额',
    total: '合计',
    price: '价格',
    currency: '币种',
    quantity: '数量',
    stock: '库存',
    name: '名称',
    customer: '客户',
    phone: '电话',
    email: '邮箱',
    address: '地址',
    items: '明细',
    result: '结果',
    results: '结果',
    message: '说明',
    title: '标题',
    content: '内容',
    summary: '摘要',
    count: '数量',
    unit: '单位',
    reason: '原因',
    created_at: '创建时间',
    createdAt: '创建时间',
    updated_at: '更新时间',
    updatedAt: '更新时间',
    department: '部门',
    region: '地区',
    product: '商品',
  }),
);

/** What a key of a result is called in the reader's language; the key itself where nothing better is known. */
export function labelOf(key: string, language: Language): string {
  if (language === 'zh') return CHINESE.get(key) ?? key;
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .toLowerCase();
}
