import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { checkLog, parseLog } from '@/bench/admission/check-log';
import { v7 as uuidv7 } from 'uuid';
import { seededRandom } from '@/lib/text/seeded-random';
import {
  addPeople,
  countRuns,
  fillQueue,
  readLoad,
  readUsage,
  setCard,
} from '@/lib/admission/testing/admission-testing-sql';
import { childEnvironment } from '@/lib/config/environment';
import { applyMigrations } from '@/lib/db/apply-migrations';
import { startEmbeddedPostgres } from '@/lib/db/embedded-postgres';
import { makeTemporaryDataFolder } from '@/lib/db/make-temporary-data-folder';
import { openPool } from '@/lib/db/pool';
import { sqlRunner } from '@/lib/db/transaction';

/**
 * Two app processes on one database execute 10,000 runs while they are killed with SIGKILL at random moments and
 * started again: no lease executed twice, no run ended twice, no slot leaked, slots and memory never exceeded. The
 * proof is what the processes wrote to files of their own. Docs: docs/performance/admission.md.
 *
 *   node --conditions=react-server --import tsx bench/admission-processes.ts \
 *     [--runs 10000] [--kills 40] [--seed 1] [--json]
 */
const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    kills: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const RUNS = Number(options.runs);
const KILLS = Number(options.kills);
const SLOTS = 16;
const KV_TOKENS = 60_000;
const PEOPLE = 200;
const PROCESSES = 2;
const SAMPLE_MS = 20;
const NOBODY = '00000000-0000-7000-8000-000000000000';

const folder = await makeTemporaryDataFolder('bench-processes');
const postgres = await startEmbeddedPostgres({ dataFolder: folder, database: 'bench' });
try {
  globalThis.yikaPool = openPool(postgres.connectionString, 4);
  await applyMigrations({ connectionString: postgres.connectionString, prismaFolder: path.resolve('prisma') });
  const result = await measure();
  const { violations } = result;
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${table(result)}\n`);
  if (violations > 0) process.exitCode = 1;
} finally {
  await globalThis.yikaPool?.end();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}

async function measure() {
  const sql = sqlRunner();
  await setCard(sql, { slots: SLOTS, kvTokens: KV_TOKENS });
  const personIds = await addPeople(
    sql,
    Array.from({ length: PEOPLE }, (_, index) => 1 + (index % 3)),
  );
  await fillQueue(sql, { personIds, runs: RUNS, homeInstanceId: NOBODY });
  const startedMs = performance.now();
  const workers = Array.from({ length: PROCESSES }, (_, index) => startWorker(index));
  const killedAt = new Map<string, number>();
  const isOver = new AbortController();
  const usage = watchUsage(isOver.signal);
  await killAtRandom(workers, killedAt);
  while ((await countRuns(sql)).queued !== undefined || (await readUsage(sql)).running > 0) await pause(200);
  isOver.abort();
  const seconds = (performance.now() - startedMs) / 1_000;
  for (const { child } of workers) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  const logs = (await readdir(folder)).filter((name) => name.endsWith('.jsonl'));
  const entries = (await Promise.all(logs.map((name) => readFile(path.join(folder, name), 'utf8')))).flatMap(parseLog);
  const verdict = checkLog(entries, killedAt);
  const exceeded = await usage;
  const end = await readUsage(sql);
  const violations =
    verdict.doubleAdmissions +
    verdict.doubleEnds +
    verdict.overlaps +
    exceeded.overSlots +
    exceeded.overMemory +
    end.running +
    end.reserved +
    end.wrongCounts +
    end.wrongHeads;
  return {
    runs: RUNS,
    kills: killedAt.size,
    processes: PROCESSES,
    slots: SLOTS,
    kvTokens: KV_TOKENS,
    seconds: Math.round(seconds),
    runsPerSecond: Math.round(RUNS / seconds),
    ...verdict,
    ...exceeded,
    leftRunning: end.running,
    leftReserved: end.reserved,
    wrongCounts: end.wrongCounts + end.wrongHeads,
    statuses: await countRuns(sql),
    violations,
  };
}

interface Worker {
  readonly index: number;
  readonly instanceId: string;
  readonly child: ChildProcess;
}

function startWorker(index: number): Worker {
  const instanceId = uuidv7();
  const args = [
    '--log',
    path.join(folder, `${instanceId}.jsonl`),
    '--instance',
    instanceId,
    '--seed',
    String(Number(options.seed) * 1_000 + index),
  ];
  const child = spawn(
    process.execPath,
    ['--conditions=react-server', '--import', 'tsx', 'bench/admission/worker.ts', ...args],
    {
      env: childEnvironment({ DATABASE_URL: postgres.connectionString, LOG_LEVEL: 'error' }),
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  return { index, instanceId, child };
}

/** Kills one process after the other while runs are left, and starts another in its place at once. */
async function killAtRandom(workers: Worker[], killedAt: Map<string, number>): Promise<void> {
  const random = seededRandom(Number(options.seed));
  for (let kill = 0; kill < KILLS; kill += 1) {
    await pause(1_000 + random() * 3_000);
    const victim = workers[Math.floor(random() * workers.length)];
    if (victim === undefined || (await countRuns(sqlRunner())).queued === undefined) return;
    victim.child.kill('SIGKILL');
    await once(victim.child, 'exit');
    killedAt.set(victim.instanceId, Date.now());
    workers[victim.index] = startWorker(victim.index);
  }
}

/** Looks all the time whether more run or reserve than the card has. */
async function watchUsage(
  signal: AbortSignal,
): Promise<{ samples: number; mostRunning: number; mostReserved: number; overSlots: number; overMemory: number }> {
  const usage = { samples: 0, mostRunning: 0, mostReserved: 0, overSlots: 0, overMemory: 0 };
  while (!signal.aborted) {
    const { running, reserved } = await readLoad(sqlRunner());
    usage.samples += 1;
    usage.mostRunning = Math.max(usage.mostRunning, running);
    usage.mostReserved = Math.max(usage.mostReserved, reserved);
    if (running > SLOTS) usage.overSlots += 1;
    if (reserved > KV_TOKENS) usage.overMemory += 1;
    await pause(SAMPLE_MS);
  }
  return usage;
}

function table(result: Awaited<ReturnType<typeof measure>>): string {
  const { statuses, ...figures } = result;
  const rows = Object.entries({ ...figures, ...statuses }).map(([name, value]) => `| ${name} | ${value} |`);
  return ['| what | figure |', '| --- | --- |', ...rows].join('\n');
}
