import { rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fillDatabase } from '@/bench/search/fill-database';
import { makeQueries, type BenchQuery } from '@/bench/search/make-queries';
import { summarise } from '@/bench/search/percentiles';
import { seededRandom } from '@/lib/text/seeded-random';
import { makeVocabulary } from '@/bench/search/vocabulary';
import { explainSearch } from '@/lib/conversations/explain-search';
import { searchConversations } from '@/lib/conversations/search-conversations';
import { applyMigrations } from '@/lib/db/apply-migrations';
import { startEmbeddedPostgres } from '@/lib/db/embedded-postgres';
import { makeTemporaryDataFolder } from '@/lib/db/make-temporary-data-folder';
import { openPool } from '@/lib/db/pool';
import { sqlRunner } from '@/lib/db/transaction';

/**
 * How long a search takes with a million messages: fills an embedded PostgreSQL of its own (about 10 minutes on two
 * cores, 8 GB of disk), measures searchConversations as the route calls it, and prints figures and plans. Docs:
 * docs/performance/search.md.
 *
 *   node --conditions=react-server --import tsx bench/search.ts \
 *     [--messages 1000000] [--per-kind 40] [--data <folder to keep and reuse>] [--json]
 */
const { values: options } = parseArgs({
  options: {
    messages: { type: 'string', default: '1000000' },
    'per-kind': { type: 'string', default: '40' },
    data: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const DATA_SEED = 20_261_122;
const QUERY_SEED = 7;
const HEAVY_OWNER = '00000000-0000-4000-8000-00000000beef';
const ORDINARY_OWNERS = 2_000;
const UNTIL = new Date('2026-11-20T12:00:00Z');

const log = (line: string): void => void process.stderr.write(`${line}\n`);
const dataFolder = options.data ?? (await makeTemporaryDataFolder('bench-search'));
const postgres = await startEmbeddedPostgres({ dataFolder, database: 'bench', durable: false });
try {
  globalThis.yikaPool = openPool(postgres.connectionString, 4);
  await applyMigrations({ connectionString: postgres.connectionString, prismaFolder: path.resolve('prisma') });
  await fillIfEmpty();
  await report();
} finally {
  await globalThis.yikaPool?.end();
  await postgres.stop();
  if (options.data === undefined) await rm(dataFolder, { recursive: true, force: true });
}

async function fillIfEmpty(): Promise<void> {
  const sql = sqlRunner();
  const { rows } = await sql.query('SELECT FROM search_entry LIMIT 1');
  if (rows.length > 0) return;
  const started = Date.now();
  // The index is built once at the end, as after a restore; constraints on rows made here cannot fail.
  const client = await globalThis.yikaPool?.connect();
  if (client === undefined) throw new Error('no pool');
  const one = { query: client.query.bind(client) };
  await client.query(
    `SET session_replication_role = replica; SET maintenance_work_mem = '1GB'; DROP INDEX search_entry_tokens`,
  );
  await fillDatabase(
    one,
    {
      messages: Number(options.messages),
      seed: DATA_SEED,
      heavyOwner: HEAVY_OWNER,
      owners: ORDINARY_OWNERS,
      months: 24,
      until: UNTIL,
    },
    (messages) => {
      if (messages % 100_000 < 2_000) log(`${messages} messages, ${Math.round((Date.now() - started) / 1000)} s`);
    },
  );
  await client.query('CREATE INDEX search_entry_tokens ON search_entry USING gin (tokens) WITH (fastupdate = off)');
  await client.query('VACUUM ANALYZE');
  client.release(true);
  log(`filled in ${Math.round((Date.now() - started) / 1000)} s`);
}

async function report(): Promise<void> {
  const sql = sqlRunner();
  const { rows: sizes } = await sql.query<Record<string, unknown>>(
    `
    SELECT (SELECT count(*) FROM message)::int AS messages, (SELECT count(*) FROM search_entry WHERE owner_id = $1 AND NOT is_title)::int AS "messagesOfHeavyOwner",
           pg_size_pretty(pg_total_relation_size('message')) AS message, pg_size_pretty(pg_table_size('search_entry')) AS "searchEntry",
           pg_size_pretty(pg_relation_size('search_entry_tokens')) AS "ginIndex"`,
    [HEAVY_OWNER],
  );
  const { rows: ordinary } = await sql.query<{ owner_id: string }>(
    `SELECT owner_id FROM search_entry WHERE owner_id <> $1 GROUP BY owner_id ORDER BY md5(owner_id::text) LIMIT 100`,
    [HEAVY_OWNER],
  );
  const queries = makeQueries(
    seededRandom(QUERY_SEED),
    makeVocabulary(seededRandom(DATA_SEED)),
    Number(options['per-kind']),
  );
  const cold = await measure(queries.slice(0, 50), () => HEAVY_OWNER);
  const heavy = await measure(queries, () => HEAVY_OWNER);
  const others = await measure(queries, (index) => ordinary[index % ordinary.length]?.owner_id ?? HEAVY_OWNER);
  const result = {
    sizes: sizes[0],
    firstFifty: tableOf(cold).all,
    heavyOwner: tableOf(heavy),
    ordinaryOwners: tableOf(others),
  };
  process.stdout.write(`${JSON.stringify(result, null, options.json ? 0 : 1)}\n`);
  if (options.json) return;
  for (const text of ['我们', '显存 GPU'])
    process.stdout.write(`\nEXPLAIN ${text}\n${(await explainSearch(HEAVY_OWNER, text)).join('\n')}\n`);
}

interface Sample {
  readonly kind: string;
  readonly ms: number;
  readonly hits: number;
}

async function measure(queries: readonly BenchQuery[], ownerOf: (index: number) => string): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const [index, { kind, text }] of queries.entries()) {
    const started = performance.now();
    const hits = await searchConversations(ownerOf(index), text, UNTIL);
    samples.push({ kind, ms: performance.now() - started, hits: hits.length });
  }
  return samples;
}

function tableOf(samples: readonly Sample[]): Record<string, object> {
  const kinds = Map.groupBy(samples, ({ kind }) => kind);
  const rows = Array.from(kinds, ([kind, own]): [string, object] => [
    kind,
    {
      ...summarise(own.map(({ ms }) => ms)),
      hits: Math.round(own.reduce((sum, { hits }) => sum + hits, 0) / own.length),
    },
  ]);
  return { all: summarise(samples.map(({ ms }) => ms)), ...Object.fromEntries(rows) };
}
