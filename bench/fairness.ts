import { writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { askTimed, type TimedRun } from '@/bench/fairness/ask-timed';
import { busyShares, readEngine, remainingSeconds, resetEngine, sampleEngine } from '@/bench/fairness/watch-engine';
import { launchProduct } from '@/bench/support/launch';
import { describeMachine, percentile, round } from '@/bench/support/measure';
import { createPeople, type BenchPerson } from '@/bench/support/people';
import { seededRandom } from '@/lib/text/seeded-random';

/**
 * One person floods the card with 200 long requests; ten others ask short questions at random times. Through the whole
 * product over HTTP; slots, memory and busy time are read at the demo engine, never in our database.
 * Docs: docs/performance/admission.md. Needs the built product.
 *
 *   node --conditions=react-server --import tsx bench/fairness.ts \
 *     [--seed 1] [--flood 200] [--questions 6] [--kv 4000] [--cold] [--json] [--samples FILE]
 *
 * --cold leaves out the answers that everybody gets before: then expected lengths are guesses. --samples writes what
 * each reader saw. --kv gives the card so few KV tokens that memory, not slots, is what runs wait for; busy slots are
 * not judged then.
 */
const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    flood: { type: 'string', default: '200' },
    questions: { type: 'string', default: '6' },
    cold: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    samples: { type: 'string' },
    kv: { type: 'string' },
  },
});
const FLOOD = Number(options.flood);
const OTHERS = 10;
/**
 * Long answers: 4 to 8 s each when three run together, so that 200 of them take 7 minutes. Short ones: about a second.
 */
const LONG = { least: 300, most: 550, text: '请把下面的合同逐条总结，并指出风险。'.repeat(60) };
const SHORT = { least: 60, most: 120, text: '今天下午的会议室是哪一间？' };
const SHORTEST_JUDGED_WAIT_MS = 1_000;

const random = seededRandom(Number(options.seed));
const between = (least: number, most: number): number => Math.round(least + random() * (most - least));
const SCARCE_MEMORY =
  options.kv === undefined
    ? { flags: [], settings: {} }
    : { flags: ['--kv-tokens', options.kv, '--max-model-len', options.kv], settings: { ENGINE_MAX_CONCURRENT: '3' } };
const product = await launchProduct(SCARCE_MEMORY.flags, { QUEUE_LIMIT_PER_PERSON: '1000', ...SCARCE_MEMORY.settings });
try {
  const result = await measure();
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${table(result)}\n`);
  if (!result.passed) process.exitCode = 1;
} finally {
  await product.stop();
}

function ask(
  person: BenchPerson,
  asker: string,
  kind: typeof LONG,
  tokens = between(kind.least, kind.most),
): Promise<TimedRun> {
  return askTimed({ address: product.address, cookie: person.cookie, asker, tokens, text: kind.text });
}

async function measure() {
  const [flooder, ...others] = await createPeople(product.databaseUrl, 1 + OTHERS);
  if (flooder === undefined) throw new Error('nobody there');
  if (!options.cold) await warmUp(flooder, others);
  await resetEngine(product.engineUrl);
  const isOver = new AbortController();
  const samples = sampleEngine(product.engineUrl, isOver.signal);
  const startedAt = performance.now();
  // The others spread over three quarters of the time the flood takes.
  const spanMs = (FLOOD * ((LONG.least + LONG.most) / 2) * 1_000 * 0.75) / 210;
  const [floodRuns, asked] = await Promise.all([
    Promise.all(Array.from({ length: FLOOD }, () => ask(flooder, 'flood', LONG))),
    Promise.all(
      others.flatMap((person) =>
        Array.from({ length: Number(options.questions) }, () => askLater(person, 2_000 + random() * spanMs)),
      ),
    ),
  ]);
  isOver.abort();
  const engine = await readEngine(product.engineUrl);
  const runs = [...floodRuns, ...asked.map(({ run }) => run)];
  const lastAdmission = Math.max(...runs.map((run) => run.admittedAt ?? 0));
  if (options.samples !== undefined)
    await writeFile(
      options.samples,
      JSON.stringify({ startedAt, runs, remaining: asked.map(({ remaining }) => remaining) }),
    );
  const shares = busyShares(await samples, startedAt + 2_000, lastAdmission);
  return judge(runs, asked, shares, engine);
}

/** A question after a while, with what the card still had to do when it was asked. */
async function askLater(
  person: BenchPerson,
  afterMs: number,
): Promise<{ run: TimedRun; remaining: { first: number; last: number } }> {
  const tokens = between(SHORT.least, SHORT.most);
  await pause(afterMs);
  const remaining = remainingSeconds(await readEngine(product.engineUrl));
  return { run: await ask(person, 'other', SHORT, tokens), remaining };
}

async function warmUp(flooder: BenchPerson, others: readonly BenchPerson[]): Promise<void> {
  // The first one lets the product find out what its engine can do.
  await ask(flooder, 'warm-up', SHORT);
  const runs = await Promise.all([
    ...Array.from({ length: 8 }, () => ask(flooder, 'warm-up', LONG)),
    ...others.flatMap((person) => [ask(person, 'warm-up', SHORT), ask(person, 'warm-up', SHORT)]),
  ]);
  if (runs.some((run) => run.status !== 'completed')) throw new Error('an answer of the warm-up was not completed');
}

function waitOf(run: TimedRun): number {
  return Math.max(0, (run.admittedAt ?? run.firstTextAt ?? Infinity) - run.askedAt);
}

/**
 * |shown - true| / true of the first estimate that each reader saw; true: the time from then to the admission. Waits
 * shorter than `shortestMs` are left out.
 */
function etaErrors(runs: readonly TimedRun[], shortestMs = SHORTEST_JUDGED_WAIT_MS): number[] {
  return runs.flatMap(({ firstPlace, admittedAt }) => {
    if (firstPlace?.place.etaMs === null || firstPlace?.place.etaMs === undefined || admittedAt === null) return [];
    const trueMs = admittedAt - firstPlace.at;
    return trueMs <= 0 || trueMs < shortestMs ? [] : [Math.abs(firstPlace.place.etaMs - trueMs) / trueMs];
  });
}

function share(errors: readonly number[]): { runs: number; p50: number; p90: number } {
  return { runs: errors.length, p50: round(percentile(errors, 0.5), 3), p90: round(percentile(errors, 0.9), 3) };
}

function judge(
  runs: readonly TimedRun[],
  asked: readonly { run: TimedRun; remaining: { first: number; last: number } }[],
  shares: { full: number; busy: number },
  engine: Awaited<ReturnType<typeof readEngine>>,
) {
  const { counters, settings } = engine;
  const waits = asked.map(({ run }) => waitOf(run));
  // The strictest reading of "one running request's remaining time": the one that ends first. One that waits for memory
  // may need the last to end.
  const bounds = asked.map(
    ({ remaining }) => (options.kv === undefined ? remaining.first : remaining.last) * 1_000 + 2_000,
  );
  const etas = {
    judged: share(etaErrors(runs)),
    all: share(etaErrors(runs, 0)),
    flood: share(etaErrors(runs.filter((run) => run.asker === 'flood'))),
    others: share(etaErrors(runs.filter((run) => run.asker === 'other'))),
  };
  const figures = {
    seed: Number(options.seed),
    flood: FLOOD,
    questions: asked.length,
    machine: describeMachine(),
    isCold: options.cold,
    othersWaitMs: {
      p50: round(percentile(waits, 0.5)),
      p95: round(percentile(waits, 0.95)),
      max: round(Math.max(...waits)),
    },
    boundMs: { p50: round(percentile(bounds, 0.5)), p95: round(percentile(bounds, 0.95)) },
    withinOwnBound: round(waits.filter((wait, index) => wait <= (bounds[index] ?? 0)).length / waits.length, 3),
    engineFullShare: round(shares.full, 4),
    engineBusyShare: round(shares.busy, 4),
    engineSlots: settings.slots,
    maxSlotsInUse: counters.maxSlotsInUse,
    kvTokens: settings.kvTokens,
    maxKvTokensUsed: counters.maxKvTokensUsed,
    maxKvTokensCommitted: counters.maxKvTokensCommitted,
    requestsThatWaited: counters.requestsThatWaited,
    preemptions: counters.preemptions,
    etaErrors: etas,
    completed: runs.filter((run) => run.status === 'completed').length,
    runs: runs.length,
  };
  const violations =
    Math.max(0, counters.maxSlotsInUse - settings.slots) +
    (counters.maxKvTokensUsed > settings.kvTokens ? 1 : 0) +
    counters.preemptions +
    counters.requestsThatWaited;
  const passed =
    violations === 0 &&
    figures.othersWaitMs.p95 <= figures.boundMs.p95 &&
    (options.kv !== undefined || shares.full >= 0.98) &&
    etas.judged.p50 <= 0.2 &&
    etas.judged.p90 <= 0.4 &&
    figures.completed === runs.length;
  return { ...figures, violations, passed };
}

function table(result: Awaited<ReturnType<typeof measure>>): string {
  const rows = Object.entries(result).map(
    ([name, value]) => `| ${name} | ${typeof value === 'object' ? JSON.stringify(value) : String(value)} |`,
  );
  return ['| what | figure |', '| --- | --- |', ...rows].join('\n');
}
