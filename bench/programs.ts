import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { askTimed, type TimedRun } from '@/bench/fairness/ask-timed';
import { readEngine, remainingSeconds, resetEngine } from '@/bench/fairness/watch-engine';
import { launchProduct } from '@/bench/support/launch';
import { describeMachine, percentile, round } from '@/bench/support/measure';
import { createPeople, type BenchPerson } from '@/bench/support/people';
import { createdKeySchema } from '@/lib/gateway/contracts';
import { seededRandom } from '@/lib/text/seeded-random';

/**
 * A program sends 500 requests at once; ten people ask at random times meanwhile. A person must never wait longer than
 * the rest of one running request and two seconds. Needs the built product. Docs: docs/performance/admission.md.
 *
 *   node --conditions=react-server --import tsx bench/programs.ts [--requests 500] [--questions 6] [--seed 1] [--json]
 */
const { values: options } = parseArgs({
  options: {
    requests: { type: 'string', default: '500' },
    questions: { type: 'string', default: '6' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const REQUESTS = Number(options.requests);
const PEOPLE = 10;
const PROGRAM_TOKENS = { least: 60, most: 300 };
const PERSON_TOKENS = { least: 60, most: 120 };
/** Of all slots of the demo engine together. */
const TOKENS_PER_SECOND = 210;
const ALLOWED_MS = 2_000;

const random = seededRandom(Number(options.seed));
const between = ({ least, most }: { readonly least: number; readonly most: number }): number =>
  Math.round(least + random() * (most - least));

const product = await launchProduct([], {});
try {
  const result = await measure();
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${table(result)}\n`);
  if (!result.passed) process.exitCode = 1;
} finally {
  await product.stop();
}

async function measure() {
  const [boss, ...people] = await createPeople(product.databaseUrl, 1 + PEOPLE);
  if (boss === undefined) throw new Error('nobody there');
  const secret = await createKey(boss);
  // The first one lets the product find out what its engine can do.
  for (const person of people) await ask(person);
  await resetEngine(product.engineUrl);
  const startedAt = performance.now();
  const spanMs = ((REQUESTS * (PROGRAM_TOKENS.least + PROGRAM_TOKENS.most)) / 2 / TOKENS_PER_SECOND) * 1_000 * 0.75;
  const [statuses, asked] = await Promise.all([
    Promise.all(Array.from({ length: REQUESTS }, () => complete(secret, between(PROGRAM_TOKENS)))),
    Promise.all(
      people.flatMap((person) =>
        Array.from({ length: Number(options.questions) }, () => askLater(person, 2_000 + random() * spanMs)),
      ),
    ),
  ]);
  const waits = asked.map(({ run }) => waitOf(run));
  const beyond = asked.map(({ run, restMs }) => waitOf(run) - restMs);
  const { counters, settings } = await readEngine(product.engineUrl);
  const failed = statuses.filter((status) => status !== 200).length;
  return {
    machine: describeMachine(),
    requests: REQUESTS,
    failed,
    minutes: round((performance.now() - startedAt) / 60_000),
    questions: waits.length,
    waitP50Ms: round(percentile(waits, 0.5), 0),
    waitP95Ms: round(percentile(waits, 0.95), 0),
    waitMaxMs: round(Math.max(...waits), 0),
    beyondRestP95Ms: round(percentile(beyond, 0.95), 0),
    beyondRestMaxMs: round(Math.max(...beyond), 0),
    slotsUsed: counters.maxSlotsInUse,
    slots: settings.slots,
    waitedAtEngine: counters.requestsThatWaited,
    passed: failed === 0 && Math.max(...beyond) <= ALLOWED_MS && counters.requestsThatWaited === 0,
  };
}

/** A key that may send them all at once; an administrator makes it. */
async function createKey(boss: BenchPerson): Promise<string> {
  const client = new pg.Client({ connectionString: product.databaseUrl });
  await client.connect();
  await client.query(`UPDATE person SET role = 'admin' WHERE id = $1`, [boss.id]);
  await client.end();
  const made = await fetch(`${product.address}/api/admin/keys`, {
    method: 'POST',
    headers: { cookie: boss.cookie, 'content-type': 'application/json' },
    body: JSON.stringify({
      name: 'bench',
      expiresInDays: 1,
      allowsTools: false,
      ownerId: boss.id,
      band: 'background',
      requestsPerMinute: 6_000,
      models: [],
    }),
  });
  return createdKeySchema.parse(await made.json()).secret;
}

async function complete(secret: string, tokens: number): Promise<number> {
  const response = await fetch(`${product.address}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'default',
      stream: true,
      messages: [{ role: 'user', content: `[[demo tokens=${tokens}]] 把这条记录分类` }],
    }),
  });
  const text = await response.text();
  return response.ok && !text.includes('"finish_reason":"stop"') ? 500 : response.status;
}

function ask(person: BenchPerson): Promise<TimedRun> {
  const { address } = product;
  const text = '今天下午的会议室是哪一间？';
  return askTimed({ address, cookie: person.cookie, asker: 'person', tokens: between(PERSON_TOKENS), text });
}

/** A question after a while, with the rest of the running request that ends first. */
async function askLater(person: BenchPerson, afterMs: number): Promise<{ run: TimedRun; restMs: number }> {
  await pause(afterMs);
  const restMs = remainingSeconds(await readEngine(product.engineUrl)).first * 1_000;
  return { run: await ask(person), restMs };
}

function waitOf(run: TimedRun): number {
  return Math.max(0, (run.admittedAt ?? run.firstTextAt ?? Infinity) - run.askedAt);
}

function table(result: Awaited<ReturnType<typeof measure>>): string {
  return Object.entries(result)
    .map(([name, value]) => `${name.padEnd(18)} ${String(value)}`)
    .join('\n');
}
