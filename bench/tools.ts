/**
 * 50 runs at once with 4 calls of HTTP tools each (issue 3, section 7): every call made exactly once, the audit chain
 * whole, and what a call costs besides the tool itself. `npm run bench -- tools [--runs=50] [--rounds=3] [--burst]`. On
 * the card as it is (3 at a time); with --burst an engine that answers all of them at once, so that 200 calls arrive
 * together. The first round is that of a process that has just started; PostgreSQL plans a statement anew the first
 * five times on each connection. Exits 1 when a call was lost or made twice.
 */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { verifyLog } from '@/lib/audit/verify-log';
import { openPool } from '@/lib/db/pool';
import { sqlRunner } from '@/lib/db/transaction';
import { addTool } from '@/lib/tools/testing/add-tool';
import { launchProduct } from './support/launch';
import { describeMachine } from './support/measure';
import { createPeople, type BenchPerson } from './support/people';
import { readStream } from './support/stream-client';

const CALLS_A_RUN = 4;
const runs = Number(process.argv.find((argument) => argument.startsWith('--runs='))?.split('=')[1] ?? 50);
const rounds = Number(process.argv.find((argument) => argument.startsWith('--rounds='))?.split('=')[1] ?? 3);

const seen = new Map<string, number>();
const lookUp = http.createServer((request, response) => {
  const id = new URL(request.url ?? '/', 'http://look-up.test').searchParams.get('id') ?? '';
  seen.set(id, (seen.get(id) ?? 0) + 1);
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ id, status: '运输中', eta: '2026-12-01', amount: 128.5 }));
});
await new Promise<void>((resolve) => lookUp.listen(0, '127.0.0.1', resolve));
const { port } = lookUp.address() as AddressInfo;

const isBurst = process.argv.includes('--burst');
const product = isBurst
  ? await launchProduct(['--unpaced'], { ENGINE_MAX_CONCURRENT: '50', ENGINE_KV_TOKENS: '2000000' })
  : await launchProduct([]);
globalThis.yikaPool = openPool(product.databaseUrl, 4);
try {
  await addTool({
    name: 'bench_order',
    description: 'One order',
    definition: {
      kind: 'http',
      method: 'GET',
      url: `http://127.0.0.1:${port}/orders`,
      query: [{ name: 'id', value: '{{id}}' }],
      headers: [],
      body: null,
      bodyType: 'json',
      resultPointer: '',
    },
    inputSchema: {
      type: 'object',
      properties: { id: { type: 'string', maxLength: 60 } },
      required: ['id'],
      additionalProperties: false,
    },
    hosts: [`127.0.0.1:${port}`],
    intranetHosts: [`127.0.0.1:${port}`],
    grants: { employee: 'allow' },
  });
  const people = await createPeople(product.databaseUrl, runs);
  const measured = [];
  for (let round = 1; round <= rounds; round += 1) measured.push(await runAll(people, `round${round}`));
  const { rows } = await sqlRunner().query<{ state: string; n: number }>(
    'SELECT state::text AS state, count(*)::int AS n FROM tool_call GROUP BY state',
  );
  const counts = {
    expected: rounds * runs * CALLS_A_RUN,
    different: seen.size,
    twice: [...seen.values()].filter((count) => count !== 1).length,
    states: Object.fromEntries(rows.map((row) => [row.state, row.n])),
  };
  const audit = await verifyLog();
  const report = {
    machine: describeMachine(),
    mode: isBurst ? 'burst' : 'card',
    runs,
    rounds: measured,
    calls: counts,
    audit: { events: audit.checked, findings: audit.findings.length },
  };
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  if (
    measured.some(({ completed }) => completed !== runs) ||
    counts.different !== counts.expected ||
    counts.twice > 0 ||
    audit.findings.length > 0
  )
    process.exitCode = 1;
} finally {
  await globalThis.yikaPool.end();
  await product.stop();
  lookUp.close();
}

/** One run of every person, all at once; what the calls took besides their tool. */
async function runAll(
  people: readonly BenchPerson[],
  round: string,
): Promise<{ completed: number; seconds: number; overheadMs: { judge: Spread; execute: Spread } }> {
  const faults = people.map((_, run) => ({
    fault: 'forced-tool-call',
    marker: `#${round}${run}#`,
    calls: Array.from({ length: CALLS_A_RUN }, (__, call) => ({
      name: 'bench_order',
      arguments: { id: `${round}-${run}-${call}` },
    })),
  }));
  await post(`${product.engineUrl}/control/script`, { faults });
  const before = await histograms();
  const startedMs = performance.now();
  const samples = await Promise.all(
    people.map((person, run) =>
      readStream({
        url: `${product.address}/api/runs`,
        headers: { cookie: person.cookie, origin: product.address },
        marker: '"type":"data-end"',
        keepBody: true,
        body: {
          conversationId: uuidv7(),
          messageId: uuidv7(),
          parentId: null,
          text: `查询 #${round}${run}#`,
          mode: 'quick',
        },
      }),
    ),
  );
  const seconds = (performance.now() - startedMs) / 1_000;
  const after = await histograms();
  return {
    completed: samples.filter((sample) => sample.body.includes('"status":"completed"')).length,
    seconds,
    overheadMs: { judge: spread(before.judge, after.judge), execute: spread(before.execute, after.execute) },
  };
}

async function post(url: string, body: object): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
}

interface Buckets {
  readonly counts: ReadonlyMap<number, number>;
  readonly sum: number;
}

async function histograms(): Promise<{ judge: Buckets; execute: Buckets }> {
  const text = await (await fetch(`${product.address}/api/metrics`)).text();
  return {
    judge: readHistogram(text, 'yika_tool_judge_seconds'),
    execute: readHistogram(text, 'yika_tool_overhead_seconds'),
  };
}

function readHistogram(text: string, name: string): Buckets {
  const counts = new Map(
    [...text.matchAll(new RegExp(`^${name}_bucket\\{le="([^"]+)"\\} (\\d+)`, 'gm'))].map(([, le, count]) => [
      le === '+Inf' ? Infinity : Number(le),
      Number(count),
    ]),
  );
  return { counts, sum: z.coerce.number().parse(new RegExp(`^${name}_sum (\\S+)`, 'm').exec(text)?.[1] ?? 0) };
}

interface Spread {
  readonly calls: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Mean, and the upper bounds of the buckets that hold p50, p95 and p99; milliseconds. */
function spread(before: Buckets, after: Buckets): Spread {
  const grown = [...after.counts].map(([le, count]) => ({ le, count: count - (before.counts.get(le) ?? 0) }));
  const calls = grown.find(({ le }) => le === Infinity)?.count ?? 0;
  const at = (share: number): number => (grown.find(({ count }) => count >= calls * share)?.le ?? Infinity) * 1_000;
  return { calls, mean: ((after.sum - before.sum) / calls) * 1_000, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
