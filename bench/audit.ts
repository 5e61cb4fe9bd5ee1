import { rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fillLog, HEAVY_ACTOR, LEGACY_TOOL, pickConversation, RARE_TOOL } from '@/bench/audit/fill-log';
import { makeFilters } from '@/bench/audit/make-filters';
import { summarise } from '@/bench/search/percentiles';
import { explainEvents } from '@/lib/audit/explain-events';
import { exportEvents } from '@/lib/audit/export-events';
import { listEvents } from '@/lib/audit/list-events';
import { verifyLog } from '@/lib/audit/verify-log';
import { applyMigrations } from '@/lib/db/apply-migrations';
import { startEmbeddedPostgres } from '@/lib/db/embedded-postgres';
import { makeTemporaryDataFolder } from '@/lib/db/make-temporary-data-folder';
import { openPool } from '@/lib/db/pool';
import { sqlRunner } from '@/lib/db/transaction';

/**
 * How long the audit log takes with a million events: fills an embedded PostgreSQL of its own through audit_append
 * (about 3 minutes on two cores), then measures the first page of every combination of filters as the route asks for
 * it, an export, and a verification. Docs: docs/performance/audit.md.
 *
 *   node --conditions=react-server --import tsx bench/audit.ts \
 *     [--events 1000000] [--data <folder to keep and reuse>] [--json]
 */
const { values: options } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    data: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const AUDITOR = {
  personId: '00000000-0000-4000-8000-00000000aaaa',
  sessionId: '00000000-0000-4000-8000-00000000bbbb',
  name: 'bench',
  role: 'admin',
};
const MEGABYTE = 1_048_576;

const log = (line: string): void => void process.stderr.write(`${line}\n`);
const dataFolder = options.data ?? (await makeTemporaryDataFolder('bench-audit'));
const postgres = await startEmbeddedPostgres({ dataFolder, database: 'bench', durable: false });
try {
  globalThis.yikaPool = openPool(postgres.connectionString, 4);
  await applyMigrations({ connectionString: postgres.connectionString, prismaFolder: path.resolve('prisma') });
  const filled = await fillLog(Number(options.events), log);
  const pages = await measurePages();
  const result = {
    filled,
    sizes: await readSizes(),
    ...pages.result,
    export: await measureExport(),
    verify: await measureVerify(),
  };
  process.stdout.write(`${JSON.stringify(result, null, options.json ? 0 : 1)}\n`);
  if (!options.json)
    for (const { name, filter } of pages.slowest.slice(0, 3))
      process.stdout.write(`\nEXPLAIN ${name}\n${(await explainEvents(filter)).join('\n')}\n`);
} finally {
  await globalThis.yikaPool?.end();
  await postgres.stop();
  if (options.data === undefined) await rm(dataFolder, { recursive: true, force: true });
}

async function measurePages() {
  const { rows } = await sqlRunner().query<{ from: Date; to: Date }>(
    'SELECT min(at) AS from, max(at) AS to FROM audit_event WHERE seq <= $1',
    [options.events],
  );
  const [{ from, to } = { from: new Date(0), to: new Date() }] = rows;
  const filters = makeFilters({
    heavyActor: HEAVY_ACTOR,
    legacyTool: LEGACY_TOOL,
    rareTool: RARE_TOOL,
    conversation: pickConversation(7),
    from,
    to,
  });
  await listEvents(AUDITOR, {}, { address: '' });
  const samples = [];
  for (const { name, filter } of filters) {
    const started = performance.now();
    const { events } = await listEvents(AUDITOR, filter, { address: '' });
    samples.push({ name, filter, ms: performance.now() - started, hits: events.length });
  }
  const slowest = samples.toSorted((left, right) => right.ms - left.ms);
  return {
    slowest,
    result: {
      firstPages: { combinations: samples.length, ...summarise(samples.map(({ ms }) => ms)) },
      single: Object.fromEntries(
        samples.filter(({ name }) => !name.includes('+')).map(({ name, ms, hits }) => [name, { ms: round(ms), hits }]),
      ),
      empty: summarise(samples.filter(({ hits }) => hits === 0).map(({ ms }) => ms)),
      slowest: slowest.slice(0, 12).map(({ name, ms, hits }) => `${round(ms)} ms, ${hits} hits: ${name}`),
    },
  };
}

async function measureExport() {
  const started = performance.now();
  const { content } = await exportEvents(AUDITOR, { format: 'csv' }, { address: '' }, new Date());
  let bytes = 0;
  let peak = 0;
  for (const reader = content.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.length;
    peak = Math.max(peak, process.memoryUsage.rss());
  }
  return {
    seconds: round((performance.now() - started) / 1000),
    megabytes: Math.round(bytes / MEGABYTE),
    peakRssMegabytes: Math.round(peak / MEGABYTE),
  };
}

async function measureVerify() {
  const started = performance.now();
  let peak = 0;
  const report = await verifyLog({
    onProgress: () => {
      peak = Math.max(peak, process.memoryUsage.rss());
    },
  });
  return {
    seconds: round((performance.now() - started) / 1000),
    checked: report.checked,
    findings: report.findings.length,
    peakRssMegabytes: Math.round(peak / MEGABYTE),
  };
}

async function readSizes() {
  const { rows } = await sqlRunner().query<Record<string, unknown>>(
    "SELECT pg_size_pretty(pg_table_size('audit_event')) AS table, pg_size_pretty(pg_indexes_size('audit_event')) AS indexes, (SELECT count(*) FROM audit_event)::int AS events",
  );
  return rows[0];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
