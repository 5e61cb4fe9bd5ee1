import { definitionSchema, type ReportDefinition } from '@/lib/analysis/definition-contracts';

interface TemplateGiven {
  readonly language: 'zh' | 'en';
  readonly sourceId: string;
  /** The schema of its tables; null where the source has none. */
  readonly schema: string | null;
  readonly timeZone: string;
}

/**
 * 《区域业绩日报》: sales by region, shop and product of a chain whose database has the tables region, shop, product,
 * sale_line, refund and region_target (docs/reports.md describes them; the sample source has them). Net sales are what
 * was sold on the day less what was paid back on it.
 */
export function regionalReport({ language, sourceId, schema, timeZone }: TemplateGiven): ReportDefinition {
  const text = TEXTS[language];
  const table = (name: string) => ({ schema, name });
  const join = (name: string, as: string, left: string, right = 'id') => ({
    table: table(name),
    as,
    on: [{ left, right: `${as}.${right}` }],
  });
  const region = language === 'zh' ? 'r.name' : 'r.name_en';
  const ofShop = [
    { dimension: 'region', key: 'r.name', label: region },
    { dimension: 'shop', key: 's.id', label: 's.name' },
  ];
  return definitionSchema.parse({
    title: text.title,
    language,
    timeZone,
    sourceId,
    datasets: [
      {
        kind: 'table',
        name: 'sales',
        label: text.sales,
        table: table('sale_line'),
        joins: [
          join('shop', 's', 't.shop_id'),
          join('region', 'r', 's.region_id'),
          join('product', 'p', 't.product_id'),
        ],
        day: { column: 't.sold_at', type: 'instant' },
        measures: [
          { name: 'amount', aggregate: 'sum', column: 't.amount' },
          { name: 'quantity', aggregate: 'sum', column: 't.quantity' },
          { name: 'lines', aggregate: 'count', column: null },
        ],
        dimensions: [...ofShop, { dimension: 'product', key: 'p.name' }],
      },
      {
        kind: 'table',
        name: 'refunds',
        label: text.refunds,
        table: table('refund'),
        joins: [
          join('sale_line', 'l', 't.sale_line_id'),
          join('shop', 's', 'l.shop_id'),
          join('region', 'r', 's.region_id'),
          join('product', 'p', 'l.product_id'),
        ],
        day: { column: 't.refunded_at', type: 'instant' },
        measures: [{ name: 'amount', aggregate: 'sum', column: 't.amount' }],
        dimensions: [...ofShop, { dimension: 'product', key: 'p.name' }],
      },
      {
        kind: 'table',
        name: 'targets',
        label: text.targets,
        table: table('region_target'),
        joins: [join('region', 'r', 't.region_id')],
        day: { column: 't.day', type: 'date' },
        measures: [{ name: 'amount', aggregate: 'sum', column: 't.amount' }],
        dimensions: [{ dimension: 'region', key: 'r.name', label: region }],
      },
    ],
    dimensions: [
      { name: 'region', label: text.region },
      {
        name: 'shop',
        label: text.shop,
        parent: 'region',
        members: {
          table: table('shop'),
          joins: [join('region', 'r', 't.region_id')],
          key: 't.id',
          label: 't.name',
          parent: 'r.name',
          from: 't.opened_on',
        },
      },
      { name: 'product', label: text.product },
    ],
    metrics: [
      {
        name: 'net',
        label: text.net,
        unit: { kind: 'money', currency: 'CNY' },
        formula: 'sales.amount - refunds.amount',
        comparisons: ['previous_day', 'previous_week', 'previous_year', 'month_to_date', 'target'],
        target: 'target',
      },
      {
        name: 'gross',
        label: text.gross,
        unit: { kind: 'money', currency: 'CNY' },
        formula: 'sales.amount',
        comparisons: ['previous_day', 'previous_week'],
      },
      {
        name: 'refunded',
        label: text.refunded,
        unit: { kind: 'money', currency: 'CNY' },
        formula: 'refunds.amount',
        better: 'less',
      },
      {
        name: 'quantity',
        label: text.quantity,
        unit: { kind: 'count', word: text.pieces },
        decimals: 0,
        formula: 'sales.quantity',
        comparisons: ['previous_week'],
      },
      { name: 'target', label: text.target, unit: { kind: 'money', currency: 'CNY' }, formula: 'targets.amount' },
    ],
    anomalies: [
      { name: 'regions', metric: 'net', dimension: 'region', driver: 'product', driverMetric: 'gross' },
      { name: 'products', metric: 'gross', dimension: 'product' },
      { name: 'shops', metric: 'net', dimension: 'shop', shareOfParent: true, minimumDeviationPercent: 30 },
    ],
    quality: [
      { kind: 'whole_day', dataset: 'sales', lastEntryAfter: '20:00' },
      { kind: 'all_members', dataset: 'sales', dimension: 'shop' },
    ],
    blocks: [
      { kind: 'figures', metrics: ['net', 'gross', 'refunded', 'quantity'] },
      {
        kind: 'words',
        name: 'overview',
        heading: text.overview,
        instruction: text.overviewTask,
        metrics: ['net', 'refunded', 'quantity'],
        dimension: null,
      },
      { kind: 'chart', heading: text.trend, chart: 'trend', metric: 'net', dimension: null, days: 30 },
      {
        kind: 'words',
        name: 'regions',
        heading: text.regions,
        instruction: text.regionsTask,
        metrics: ['net'],
        dimension: 'region',
      },
      {
        kind: 'table',
        heading: text.regionTable,
        dimension: 'region',
        metrics: ['net'],
        share: true,
        contribution: true,
      },
      { kind: 'chart', heading: text.ranking, chart: 'ranking', metric: 'net', dimension: 'region', days: 1 },
      { kind: 'table', heading: text.shopTable, dimension: 'shop', metrics: ['net'], top: 5, bottom: 5 },
      { kind: 'table', heading: text.productTable, dimension: 'product', metrics: ['gross'], top: 3, bottom: 3 },
      { kind: 'anomalies', heading: text.anomalies },
      {
        kind: 'words',
        name: 'anomalies',
        heading: text.anomalyWords,
        instruction: text.anomaliesTask,
        metrics: ['net'],
        dimension: null,
        anomalies: true,
      },
      { kind: 'chart', heading: text.heatmap, chart: 'heatmap', metric: 'net', dimension: 'region', days: 14 },
      {
        kind: 'words',
        name: 'advice',
        heading: text.advice,
        instruction: text.adviceTask,
        metrics: ['net'],
        dimension: 'region',
        anomalies: true,
        opinion: true,
      },
    ],
  });
}

const TEXTS = {
  zh: {
    title: '区域业绩日报',
    sales: '销售明细',
    refunds: '退款',
    targets: '区域目标',
    region: '区域',
    shop: '门店',
    product: '商品',
    net: '净销售额',
    gross: '销售额',
    refunded: '退款额',
    quantity: '销量',
    pieces: '件',
    target: '目标',
    overview: '概览',
    overviewTask: '用两三句话概括当天总体净销售额、与前一日和上周同日的变化、目标完成情况。',
    trend: '近 30 天净销售额',
    regions: '区域',
    regionsTask: '说明各区域表现：哪些区域高、哪些低，谁对变化影响最大，谁没有完成目标。',
    regionTable: '各区域净销售额',
    ranking: '区域净销售额对比',
    shopTable: '门店净销售额前五与后五',
    productTable: '商品销售额前三与后三',
    anomalies: '异常',
    anomalyWords: '异常说明',
    anomaliesTask: '逐条说明异常：偏离预期多少，由什么引起。没有异常就说没有。',
    heatmap: '近 14 天各区域净销售额',
    advice: '建议',
    adviceTask: '给出两三条可执行的建议，每条都指出依据的数字。',
  },
  en: {
    title: 'Regional daily report',
    sales: 'Sales',
    refunds: 'Refunds',
    targets: 'Targets of regions',
    region: 'Region',
    shop: 'Shop',
    product: 'Product',
    net: 'net sales',
    gross: 'gross sales',
    refunded: 'refunds',
    quantity: 'quantity',
    pieces: 'pieces',
    target: 'target',
    overview: 'Overview',
    overviewTask:
      'In two or three sentences: net sales of the day, the changes from the day before and from last week, and the target.',
    trend: 'Net sales, last 30 days',
    regions: 'Regions',
    regionsTask:
      'How the regions did: which are high, which are low, which moved the total most, which missed their target.',
    regionTable: 'Net sales by region',
    ranking: 'Net sales of the regions',
    shopTable: 'Shops: best and last five',
    productTable: 'Products: best and last three',
    anomalies: 'Anomalies',
    anomalyWords: 'About the anomalies',
    anomaliesTask: 'Each anomaly: how far from the expected value, and what caused it. Say so when there is none.',
    heatmap: 'Net sales by region, last 14 days',
    advice: 'Suggestions',
    adviceTask: 'Two or three suggestions that can be acted on, each with the figures it rests on.',
  },
} as const;
