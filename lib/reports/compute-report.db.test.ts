import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { checkDefinition } from '@/lib/analysis/check-definition';
import { computeReport } from '@/lib/analysis/compute-report';
import { reportContentSchema, type ReportContent } from '@/lib/analysis/result-contracts';
import { regionalReport } from '@/lib/analysis/templates/regional-report';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';

const database = useTestDatabase();
let source: pg.Pool;

/**
 * Three shops sell 100.10 of 牛奶 and 50.05 of 大米 at 20:30 each day; 一店 and 二店 are in 华东, 三店 and 四店 in 华南.
 * On 2026-03-04, a Wednesday, 三店 sells 400.00 of 大米 more just after midnight, 10.00 of 一店 is paid back, and 四店
 * opens, but has no row.
 */
const DATA = `
CREATE SCHEMA figures;
SET LOCAL search_path = figures;
CREATE TABLE region (id int PRIMARY KEY, name text, name_en text);
CREATE TABLE shop (id int PRIMARY KEY, region_id int, name text, opened_on date);
CREATE TABLE product (id int PRIMARY KEY, name text);
CREATE TABLE sale_line (id bigserial PRIMARY KEY, sold_at timestamptz, shop_id int, product_id int, quantity int, amount numeric(12,2));
CREATE TABLE refund (id int PRIMARY KEY, sale_line_id bigint, refunded_at timestamptz, amount numeric(12,2));
CREATE TABLE region_target (region_id int, day date, amount numeric(12,2));
INSERT INTO region VALUES (1, '华东', 'East'), (2, '华南', 'South');
INSERT INTO shop VALUES (1, 1, '一店', '2019-01-01'), (2, 1, '二店', '2019-01-01'), (3, 2, '三店', '2019-01-01'), (4, 2, '四店', '2026-03-04');
INSERT INTO product VALUES (1, '牛奶'), (2, '大米');
INSERT INTO sale_line (sold_at, shop_id, product_id, quantity, amount)
  SELECT (day + time '20:30') AT TIME ZONE 'Asia/Shanghai', shop, product, 1, CASE product WHEN 1 THEN 100.10 ELSE 50.05 END
  FROM (SELECT generate_series(timestamp '2025-12-01', timestamp '2026-03-04', interval '1 day') AS day UNION ALL SELECT timestamp '2027-03-03') AS days,
       generate_series(1, 3) AS shop, generate_series(1, 2) AS product;
INSERT INTO sale_line (sold_at, shop_id, product_id, quantity, amount) VALUES ('2026-03-04 00:10+08', 3, 2, 8, 400.00), ('2026-03-05 07:00+08', 1, 1, 1, 30.00);
INSERT INTO refund SELECT 1, min(id), '2026-03-04 09:00+08', 10.00 FROM sale_line WHERE shop_id = 1;
INSERT INTO region_target SELECT region, day, region * 200 FROM generate_series(1, 2) AS region, generate_series(date '2026-03-01', date '2026-03-31', interval '1 day') AS day;
`;

beforeAll(async () => {
  source = new pg.Pool({ connectionString: database.connectionString });
  await source.query(`BEGIN;${DATA}COMMIT`);
});
afterAll(() => source.end());

const rowsSchema = z.array(z.array(z.string().nullable()));

async function compute(day: string, language: 'zh' | 'en' = 'zh'): Promise<ReportContent> {
  const definition = regionalReport({
    language,
    sourceId: '00000000-0000-4000-8000-000000000000',
    schema: 'figures',
    timeZone: 'Asia/Shanghai',
  });
  expect(checkDefinition(definition)).toBeNull();
  const { content, rows } = await computeReport({
    definition,
    day,
    now: new Date('2027-06-01T00:00:00Z'),
    dialect: 'postgres',
    fetch: async ({ sql, parameters }) => {
      const query = { text: sql, values: [...parameters], rowMode: 'array' as const };
      const { rows: found, fields } = await source.query(query);
      return { columns: fields.map(({ name }) => name), rows: rowsSchema.parse(found), durationMs: 0 };
    },
  });
  expect([...rows.keys()]).toEqual(content.queries.map(({ id }) => id));
  return reportContentSchema.parse(content);
}

const codesOf = ({ notices }: ReportContent): string[] => notices.map(({ code }) => code);
const anomaliesOf = ({ blocks }: ReportContent) =>
  blocks.flatMap((block) => (block.kind === 'anomalies' ? block.anomalies : []));

it('computes every kind of figure from sums of the local day', async () => {
  const { figures } = await compute('2026-03-04');
  const values = (ids: readonly string[]) => Object.fromEntries(ids.map((id) => [id, figures[id]?.value]));
  const total = {
    net: '840.45',
    gross: '850.45',
    refunded: '10.00',
    quantity: '14',
    'net.previous_day_amount': '390.00',
    'net.previous_week_percent': '86.58',
    'net.previous_year_percent': null,
    'net.target': '600.00',
    'net.target_percent': '140.08',
    'net.month_value': '2191.80',
    'net.month_target_percent': '91.33',
  };
  expect(values(Object.keys(total))).toEqual(total);
  const members = {
    'net@region:华东': '290.30',
    'net@region:华东.share_percent': '34.54',
    'net@region:华东.rank': '2',
    'net@region:华东.contribution_percent': '-2.56',
    'net@region:华南.contribution_percent': '102.56',
    'net@shop:1': '140.15',
    'net@shop:4': null,
    'net@shop:4.rank': null,
    'gross@product:大米': '550.15',
  };
  expect(values(Object.keys(members))).toEqual(members);
  expect(figures['net.previous_year_percent']).toMatchObject({ text: '—', missing: '没有可比的数据' });
  expect(figures['net@region:华东.previous_week_percent']).toMatchObject({
    label: '华东净销售额较上周同日',
    text: '-3.33%',
    direction: 'down',
  });
});

it('finds what is unusual and what drove it, and who is missing', async () => {
  const content = await compute('2026-03-04', 'en');
  const found = anomaliesOf(content);
  expect(found.map(({ subject }) => subject?.label)).toEqual(['South', '大米']);
  const [south] = found;
  expect(content.figures[south?.figures.deviation ?? '']?.value).toBe('266.40');
  expect(content.figures[south?.figures.expected ?? '']?.value).toBe('150.15');
  expect(south?.baselineDays.slice(0, 3)).toEqual(['2026-02-25', '2026-02-11', '2026-02-04']);
  expect(south?.drivers).toMatchObject([{ subject: { key: '大米' }, amount: '400.00' }]);
  expect(south?.drivers[0]?.text).toContain('without it the deviation is 0.00%');
  const missing = content.notices.find(({ code }) => code === 'missing_members');
  expect(missing?.subjects.map(({ label }) => label)).toEqual(['四店']);
});

it('is quiet on an ordinary day, and judges no holiday and no year whose holidays are unknown', async () => {
  const ordinary = await compute('2026-02-25');
  expect([codesOf(ordinary), anomaliesOf(ordinary)]).toEqual([['empty', 'not_comparable'], []]);
  expect(ordinary.notices[0]?.blocking).toBe(false);
  expect(codesOf(await compute('2026-02-18'))).toContain('holiday');
  expect(codesOf(await compute('2027-03-03'))).toContain('no_baseline');
});

it('compares a part of a day with nothing', async () => {
  const content = await compute('2026-03-05');
  expect(codesOf(content)).toEqual(['empty', 'partial_day']);
  const { figures } = content;
  expect(figures.net?.value).toBe('30.00');
  expect(figures['net.previous_day_percent']).toMatchObject({ value: null, missing: '这一天不完整，不作比较' });
  expect(figures['net.target_percent']?.value).toBeNull();
  expect(anomaliesOf(content)).toEqual([]);
});

it('says that a day has no data, and which one has', async () => {
  const { notices, figures } = await compute('2026-03-08');
  expect(notices).toMatchObject([{ code: 'empty', blocking: true }, { code: 'stale' }]);
  expect(notices[1]?.text).toContain('2026-03-05');
  expect(figures.net?.value).toBeNull();
});
