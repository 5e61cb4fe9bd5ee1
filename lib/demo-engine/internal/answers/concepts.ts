/** What office questions and tools are about, in both languages: how a question and a tool find each other. */
export interface Concept {
  readonly name: string;
  readonly words: readonly string[];
}

export const TOPICS: readonly Concept[] = [
  {
    name: 'weather',
    words: [
      '天气',
      '气温',
      '下雨',
      '带伞',
      '降雨',
      '冷不冷',
      '热不热',
      'weather',
      'forecast',
      'rain',
      'umbrella',
      'temperature',
    ],
  },
  { name: 'order', words: ['订单', '下单', 'order'] },
  {
    name: 'shipment',
    words: [
      '物流',
      '快递',
      '发货',
      '包裹',
      '配送',
      '运单',
      '到哪',
      'shipment',
      'shipping',
      'delivery',
      'tracking',
      'track',
      'parcel',
      'package',
      'logistics',
    ],
  },
  { name: 'refund', words: ['退款', '退货', '退钱', 'refund', 'return'] },
  { name: 'stock', words: ['库存', '存货', '现货', '有货', 'stock', 'inventory', 'warehouse'] },
  { name: 'price', words: ['价格', '报价', '多少钱', '单价', 'price', 'quote', 'cost'] },
  {
    name: 'time',
    words: [
      '几点',
      '现在时间',
      '当前时间',
      '现在是什么时间',
      '今天几号',
      '星期几',
      '日期',
      'time',
      'clock',
      'date',
      'datetime',
    ],
  },
  {
    name: 'calculate',
    words: ['计算', '算一下', '算算', '等于多少', 'calculate', 'calculator', 'compute', 'arithmetic', 'math'],
  },
  {
    name: 'knowledge',
    words: [
      '知识库',
      '制度',
      '规定',
      '政策',
      '手册',
      '报销',
      '年假',
      'knowledge',
      'policy',
      'policies',
      'handbook',
      'faq',
      'document',
      'documents',
      '文档',
      '资料',
    ],
  },
  {
    name: 'web',
    words: ['网上', '网页', '新闻', '搜索', '上网', '联网', 'web', 'internet', 'news', 'search', 'google'],
  },
  { name: 'customer', words: ['客户', '顾客', '会员', 'customer', 'client', 'member', 'crm'] },
  {
    name: 'employee',
    words: ['员工', '同事', '通讯录', '分机', '部门', 'employee', 'colleague', 'staff', 'directory'],
  },
  { name: 'ticket', words: ['工单', '报修', '故障单', 'ticket', 'incident', 'helpdesk'] },
  { name: 'leave', words: ['请假', '休假', '假期', '年假', 'leave', 'vacation', 'holiday'] },
  { name: 'mail', words: ['邮件', '邮箱', 'email', 'mail', 'e-mail'] },
  { name: 'message', words: ['短信', '通知', '消息', 'sms', 'message', 'notify', 'notification'] },
  { name: 'meeting', words: ['会议', '会议室', '日程', '预约', 'meeting', 'calendar', 'schedule', 'appointment'] },
  { name: 'sales', words: ['销售', '营收', '业绩', '销量', 'sales', 'revenue', 'turnover'] },
  { name: 'report', words: ['报表', '统计', '数据库', 'report', 'statistics', 'sql', 'database', 'query_database'] },
  { name: 'invoice', words: ['发票', '开票', 'invoice'] },
  { name: 'exchange', words: ['汇率', '换算成', '兑换', 'exchange rate', 'currency', 'convert'] },
  { name: 'translate', words: ['翻译', '译成', 'translate', 'translation'] },
  { name: 'coupon', words: ['优惠券', '补偿', '赔偿', 'coupon', 'voucher', 'compensation'] },
  { name: 'address', words: ['地址', '收货', 'address'] },
  { name: 'product', words: ['商品', '产品', '型号', 'product', 'item', 'sku'] },
  { name: 'payment', words: ['支付', '付款', '转账', 'payment', 'pay', 'transfer'] },
];

/** Verbs of change. A tool that does one is called only when the question asks for it. */
export const ACTIONS: readonly Concept[] = [
  { name: 'cancel', words: ['取消', '撤销', 'cancel'] },
  { name: 'refund', words: ['退款', '退货', 'refund'] },
  {
    name: 'create',
    words: [
      '创建',
      '新建',
      '建一个',
      '建个',
      '提交',
      '登记',
      '开一张',
      '开一个',
      '开个',
      '预订',
      '预约',
      'create',
      'open',
      'submit',
      'book',
      'add',
    ],
  },
  {
    name: 'update',
    words: ['修改', '更新', '更改', '改成', '改为', '变更', 'update', 'change', 'modify', 'edit', 'set'],
  },
  { name: 'delete', words: ['删除', '移除', '作废', 'delete', 'remove'] },
  { name: 'send', words: ['发送', '发给', '发邮件', '发短信', '寄给', '通知', 'send', 'notify'] },
  { name: 'issue', words: ['发放', '发一张', '补发', '补偿', '开具', 'issue', 'grant'] },
  { name: 'run', words: ['执行', '运行', 'execute', 'run'] },
];

function mentions(text: string, word: string): boolean {
  if (!/^[a-z]/.test(word)) return text.includes(word);
  return new RegExp('(?<![a-z])' + word + '(s|es|ed|ing)?(?![a-z])').test(text);
}

/** Names of the concepts that a text (lower case) mentions. */
export function findConcepts(text: string, concepts: readonly Concept[]): Set<string> {
  return new Set(
    concepts.filter((concept) => concept.words.some((word) => mentions(text, word))).map((concept) => concept.name),
  );
}
