import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { z } from 'zod';
import { computeReport } from '@/lib/analysis/compute-report';
import { regionalReport } from '@/lib/analysis/templates/regional-report';
import { startEmbeddedPostgres } from '@/lib/db/embedded-postgres';
import { describeMachine, percentile, round } from './support/measure';

/**
 * Figures of a report over 5 regions × 20 shops × 15 products × 120 days (180,000 lines) in a PostgreSQL of its own:
 * SQL, figures, anomalies, tables and charts. Exits 1 above a second at the median.
 *
 *   node --conditions=react-server --import tsx bench/reports.ts [--runs 20] [--json]
 */
const { values: options } = parseArgs({
  options: { runs: { type: 'string', default: '20' }, json: { type: 'boolean', default: false } },
});
const LONGEST_MS = 1_000;
const DAY = '2026-06-10';

const TABLES = `
CREATE SCHEMA bench;
SET search_path = bench;
CREATE TABLE region AS SELECT id, 'region ' || id AS name, 'region ' || id AS name_en FROM generate_series(1, 5) AS id;
CREATE TABLE shop AS SELECT id, 1 + (id - 1) / 20 AS region_id, 'shop ' || id AS name, date '2020-01-01' AS opened_on FROM generate_series(1, 100) AS id;
CREATE TABLE product AS SELECT id, 'product ' || id AS name FROM generate_series(1, 15) AS id;
CREATE TABLE sale_line AS
  SELECT row_number() OVER (ORDER BY day, s, p) AS id, (day + interval '1 hour' * (9 + (s * 7 + p) % 13)) AT TIME ZONE 'Asia/Shanghai' AS sold_at,
         s AS shop_id, p AS product_id, 1 + (s + p) % 5 AS quantity, (100 + (s * p + extract(doy FROM day)::int * 31) % 97)::numeric(12,2) AS amount
  FROM generate_series(timestamp '${DAY}' - interval '119 days', timestamp '${DAY}', interval '1 day') AS day, generate_series(1, 100) AS s, generate_series(1, 15) AS p;
CREATE TABLE refund AS SELECT id, id AS sale_line_id, sold_at + interval '1 day' AS refunded_at, round(amount / 2, 2) AS amount FROM sale_line WHERE id % 41 = 0;
CREATE TABLE region_target AS SELECT r AS region_id, day::date AS day, 40000.00 AS amount FROM generate_series(1, 5) AS r, generate_series(timestamp '${DAY}' - interval '119 days', timestamp '${DAY}', interval '1 day') AS day;
CREATE UNIQUE INDEX ON sale_line (id);
CREATE INDEX ON sale_line (sold_at);
CREATE INDEX ON refund (refunded_at);
ANALYZE;
`;

const rowsSchema = z.array(z.array(z.string().nullable()));
const definition = regionalReport({
  language: 'zh',
  sourceId: '00000000-0000-4000-8000-000000000000',
  schema: 'bench',
  timeZone: 'Asia/Shanghai',
});

const folder = await mkdtemp(path.join(tmpdir(), 'yika-bench-reports-'));
const postgres = await startEmbeddedPostgres({ dataFolder: path.join(folder, 'data'), durable: false });
const source = new pg.Pool({ connectionString: postgres.connectionString, max: 4 });
source.on('error', (error) => process.stderr.write(`${error.message}\n`));
try {
  await source.query(TABLES);
  const times: number[] = [];
  let shown = { queries: 0, figures: 0, rows: 0 };
  for (let run = 0; run <= Number(options.runs); run += 1) {
    const startedAt = performance.now();
    const { content, rows } = await computeReport({
      definition,
      day: DAY,
      now: new Date('2026-06-11T01:00:00Z'),
      dialect: 'postgres',
      fetch: async ({ sql, parameters }) => {
        const sentAt = performance.now();
        const found = await source.query({ text: sql, values: [...parameters], rowMode: 'array' });
        const columns = found.fields.map(({ name }) => name);
        return { columns, rows: rowsSchema.parse(found.rows), durationMs: performance.now() - sentAt };
      },
    });
    // The first run fills caches and compiles.
    if (run > 0) times.push(performance.now() - startedAt);
    const fetched = [...rows.values()].reduce((sum, one) => sum + one.rows.length, 0);
    shown = { queries: content.queries.length, figures: Object.keys(content.figures).length, rows: fetched };
  }
  const result = {
    machine: describeMachine(),
    ...shown,
    medianMs: round(percentile(times, 0.5)),
    p95Ms: round(percentile(times, 0.95)),
  };
  process.stdout.write(
    options.json
      ? `${JSON.stringify(result)}\n`
      : `${Object.entries(result)
          .map(([name, value]) => `${name}: ${String(value)}`)
          .join('\n')}\n`,
  );
  if (result.medianMs > LONGEST_MS) process.exitCode = 1;
} finally {
  await source.end();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
