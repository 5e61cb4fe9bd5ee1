import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { v7 as uuidv7 } from 'uuid';
import { launchProduct } from './support/launch';
import { describeMachine, percentile, round, rssMb } from './support/measure';
import { createPeople, type BenchPerson } from './support/people';
import { readStream } from './support/stream-client';

/**
 * Resident memory of the app while it answers 20,000 questions of many people, each in a conversation of its own; the
 * demo engine at its fastest, so many readers at once and no more. A leak is what grows in the second half. Docs:
 * docs/performance/admission.md. Needs the built product. Exits 1 when memory is not level.
 *
 *   node --conditions=react-server --import tsx bench/memory.ts [--runs 20000] [--streams 16] [--json]
 */
const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '20000' },
    streams: { type: 'string', default: '16' },
    json: { type: 'boolean', default: false },
  },
});
const RUNS = Number(options.runs);
const STREAMS = Number(options.streams);
const PEOPLE = 400;
const TOKENS = 100;
const SAMPLES = 80;
/**
 * What the runs of the second half may add, of what the first half ended with: more than the noise of the collector.
 */
const LARGEST_GROWTH = 0.05;

const product = await launchProduct(['--unpaced', '--slots', String(STREAMS), '--kv-tokens', '1000000']);
try {
  const result = await measure(await createPeople(product.databaseUrl, PEOPLE));
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${table(result)}\n`);
  if (!result.isLevel) process.exitCode = 1;
} finally {
  await product.stop();
}

async function measure(people: readonly BenchPerson[]) {
  const pid = product.appPid();
  const idleBefore = rssMb(pid);
  const samples: number[] = [];
  const startedAt = performance.now();
  let asked = 0;
  let failed = 0;
  await Promise.all(
    Array.from({ length: STREAMS }, async () => {
      while (asked < RUNS) {
        const index = asked;
        asked += 1;
        if (!(await isAnswered(people[index % PEOPLE]?.cookie ?? ''))) failed += 1;
        if (index % Math.ceil(RUNS / SAMPLES) === 0) samples.push(rssMb(pid));
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  await pause(10_000);
  const quarters = [0, 1, 2, 3].map((quarter) =>
    samples.slice((quarter * samples.length) / 4, ((quarter + 1) * samples.length) / 4),
  );
  const medians = quarters.map((quarter) => round(percentile(quarter, 0.5)));
  const [, second = Number.NaN, , last = Number.NaN] = medians;
  const growth = (last - second) / second;
  return {
    machine: describeMachine(),
    runs: RUNS,
    failed,
    streams: STREAMS,
    tokensEach: TOKENS,
    seconds: Math.round(seconds),
    runsPerSecond: Math.round(RUNS / seconds),
    rssMb: {
      idleBefore: round(idleBefore),
      quarters: medians,
      most: round(Math.max(...samples)),
      idleAfter: round(rssMb(pid)),
    },
    growthOfSecondHalf: round(growth, 3),
    isLevel: failed === 0 && growth <= LARGEST_GROWTH,
  };
}

async function isAnswered(cookie: string): Promise<boolean> {
  const answer = await readStream({
    url: `${product.address}/api/runs`,
    headers: { cookie },
    marker: '"text-delta"',
    keepBody: true,
    body: {
      conversationId: uuidv7(),
      messageId: uuidv7(),
      parentId: null,
      text: `[[demo tokens=${TOKENS}]]`,
      mode: 'quick',
    },
  });
  return answer.status === 200 && answer.body.includes('"completed"');
}

function table(result: Awaited<ReturnType<typeof measure>>): string {
  const rows = Object.entries(result).map(
    ([name, value]) => `| ${name} | ${typeof value === 'object' ? JSON.stringify(value) : String(value)} |`,
  );
  return ['| what | figure |', '| --- | --- |', ...rows].join('\n');
}
