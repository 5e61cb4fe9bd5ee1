import { rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { summarise } from '@/bench/search/percentiles';
import { simulateQueue } from '@/lib/admission/simulate-queue';
import {
  addPeople,
  clearQueue,
  explainDecision,
  fillQueue,
  listRuns,
  readSnapshot,
  selectSnapshot,
  setCard,
} from '@/lib/admission/testing/admission-testing-sql';
import { admit, ask, complete, TEST_INSTANCE } from '@/lib/admission/testing/queue-scenario';
import { applyMigrations } from '@/lib/db/apply-migrations';
import { startEmbeddedPostgres } from '@/lib/db/embedded-postgres';
import { makeTemporaryDataFolder } from '@/lib/db/make-temporary-data-folder';
import { openPool } from '@/lib/db/pool';
import { sqlRunner } from '@/lib/db/transaction';

/**
 * How long one admission decision takes while 10,000 runs wait, and what a look at the queue costs. On an embedded
 * PostgreSQL of its own with the durability of the product. Docs: docs/performance/admission.md.
 *
 *   node --conditions=react-server --import tsx bench/admission-decision.ts [--runs 10000] [--rounds 1000] [--json]
 */
const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '1000' },
    json: { type: 'boolean', default: false },
  },
});
const RUNS = Number(options.runs);
const ROUNDS = Number(options.rounds);
const WARM_UP = 20;
const SLOTS = 3;
/** How many people the waiting runs belong to. */
const SHAPES = { 'a person each': RUNS, 'twenty each': Math.ceil(RUNS / 20), 'one person all': 1 };

const dataFolder = await makeTemporaryDataFolder('bench-admission');
const postgres = await startEmbeddedPostgres({ dataFolder, database: 'bench' });
try {
  globalThis.yikaPool = openPool(postgres.connectionString, 4);
  await applyMigrations({ connectionString: postgres.connectionString, prismaFolder: path.resolve('prisma') });
  const results: Record<string, Awaited<ReturnType<typeof measureShape>>> = {};
  for (const [name, people] of Object.entries(SHAPES)) results[name] = await measureShape(people);
  if (options.json) process.stdout.write(`${JSON.stringify({ runs: RUNS, rounds: ROUNDS, results })}\n`);
  else report(results);
} finally {
  await globalThis.yikaPool?.end();
  await postgres.stop();
  await rm(dataFolder, { recursive: true, force: true });
}

async function measureShape(people: number) {
  const sql = sqlRunner();
  await clearQueue(sql);
  await setCard(sql, { slots: SLOTS });
  const personIds = await addPeople(
    sql,
    Array.from({ length: people }, () => 1),
  );
  await fillQueue(sql, { personIds, runs: RUNS, homeInstanceId: TEST_INSTANCE });
  await sql.query('VACUUM ANALYZE');
  await admit();
  const newcomers = await addPeople(
    sql,
    Array.from({ length: ROUNDS + WARM_UP }, () => 1),
  );
  const admitsOne: number[] = [];
  const admitsNobody: number[] = [];
  const enqueues: number[] = [];
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    const nobody = await timed(() => admit());
    const [oldest = ''] = await listRuns(sql, 'running');
    await complete(oldest);
    const one = await timed(() => admit());
    // As many come as go, so that the queue keeps its length.
    const enqueue = await timed(() => ask(newcomers[round + WARM_UP] ?? '', { now: new Date() }));
    if (round < 0) continue;
    admitsNobody.push(nobody);
    admitsOne.push(one);
    enqueues.push(enqueue);
  }
  const plan = await explainDecision(sql);
  return {
    admitsOne: summarise(admitsOne),
    admitsNobody: summarise(admitsNobody),
    enqueue: summarise(enqueues),
    ...(await measureLook()),
    plan,
  };
}

/** What publishing places costs a process: query and parsing of the snapshot, and the simulation of the whole queue. */
async function measureLook() {
  const snapshots: number[] = [];
  const simulations: number[] = [];
  for (let round = -5; round < 30; round += 1) {
    const started = performance.now();
    const model = readSnapshot(await selectSnapshot(sqlRunner()));
    const read = performance.now();
    simulateQueue(model);
    if (round < 0) continue;
    snapshots.push(read - started);
    simulations.push(performance.now() - read);
  }
  return { snapshot: summarise(snapshots), simulation: summarise(simulations) };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function report(results: Record<string, Awaited<ReturnType<typeof measureShape>>>): void {
  const lines = [
    `| ${RUNS} waiting runs of | what | p50 ms | p95 ms | p99 ms | max ms |`,
    '| --- | --- | --- | --- | --- | --- |',
  ];
  for (const [name, { plan: _plan, ...measured }] of Object.entries(results)) {
    for (const [what, { p50, p95, p99, max }] of Object.entries(measured))
      lines.push(`| ${name} | ${what} | ${p50} | ${p95} | ${p99} | ${max} |`);
  }
  process.stdout.write(`${lines.join('\n')}\n`);
  for (const [name, { plan }] of Object.entries(results))
    process.stdout.write(`\nPlan, ${name}:\n${plan.join('\n')}\n`);
}
