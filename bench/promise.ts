import { parseArgs } from 'node:util';
import { liveDay, type DayRun } from '@/lib/admission/testing/simulated-day';
import { describeMachine, percentile, round } from '@/bench/support/measure';

/**
 * First promises and places on a squeezed working day: people with random gaps, one of whom asks twenty long questions
 * at once. The product's forecast against a simulated card, in virtual time, so that many seeds take seconds. Docs:
 * docs/performance/admission.md.
 *
 *   npm run bench -- promise [--seeds 6] [--loads 0.8,1.1,1.5] [--seconds 240] [--people 40] [--flood 20]
 *     [--blind] [--known-lengths] [--goes-on] [--json]
 *
 * --blind: nobody else is expected. --known-lengths: lengths of answers are known in advance. --goes-on: the day does
 * not end with the last question that is judged. Exits 1 when a target is missed.
 */
const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '6' },
    loads: { type: 'string', default: '0.8,1.1,1.5' },
    seconds: { type: 'string', default: '240' },
    people: { type: 'string', default: '40' },
    flood: { type: 'string', default: '20' },
    blind: { type: 'boolean', default: false },
    'known-lengths': { type: 'boolean', default: false },
    'goes-on': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const SHORTEST_JUDGED_WAIT_MS = 1_000;

const results = options.loads.split(',').map((load) => measure(Number(load)));
const output = options.json
  ? JSON.stringify({ machine: describeMachine(), results })
  : results.map((result) => JSON.stringify(result)).join('\n');
process.stdout.write(`${output}\n`);
if (!results.every((result) => result.passed)) process.exitCode = 1;

function measure(load: number) {
  const days = Array.from({ length: Number(options.seeds) }, (_, index) =>
    liveDay({
      people: Number(options.people),
      seconds: Number(options.seconds),
      load,
      flood: Number(options.flood),
      seed: index + 1,
      goesOn: options['goes-on'],
      isBlind: options.blind,
      knowsLengths: options['known-lengths'],
      lookEveryMs: 1_000,
    }),
  );
  const runs = days.flatMap((day) => day.runs.filter((run) => run.isJudged));
  const people = runs.filter((run) => run.kind === 'person');
  const flood = runs.filter((run) => run.kind === 'flood');
  const all = judge(runs);
  const peopleWaitP95 = seconds(people, 0.95);
  const floodWaitP50 = seconds(flood, 0.5);
  const looks = days.reduce((sum, day) => sum + day.looks, 0);
  const passed =
    all.errorP50 <= 25 &&
    all.errorP90 <= 60 &&
    all.bias >= 0.9 &&
    all.bias <= 1.15 &&
    all.placeRosePercent < 3 &&
    peopleWaitP95 * 3 <= floodWaitP50;
  return {
    load,
    passed,
    all,
    people: judge(people),
    flood: judge(flood),
    peopleWaitP50: seconds(people, 0.5),
    peopleWaitP95,
    floodWaitP50,
    floodWaitP95: seconds(flood, 0.95),
    msPerLook: round(days.reduce((sum, day) => sum + day.forecastMs, 0) / looks),
  };
}

function judge(runs: readonly DayRun[]) {
  const pairs = runs.flatMap(({ first, askedAtMs, waitMs }) => {
    const startsInMs = first?.startsInMs ?? null;
    return first === null || startsInMs === null || waitMs < SHORTEST_JUDGED_WAIT_MS
      ? []
      : [{ promisedMs: first.atMs - askedAtMs + startsInMs, waitMs }];
  });
  const errors = pairs.map(({ promisedMs, waitMs }) => (Math.abs(promisedMs - waitMs) / waitMs) * 100);
  const updates = runs.reduce((sum, run) => sum + run.places, 0);
  return {
    promises: pairs.length,
    errorP50: round(percentile(errors, 0.5), 0),
    errorP90: round(percentile(errors, 0.9), 0),
    bias: round(
      percentile(
        pairs.map(({ promisedMs, waitMs }) => promisedMs / waitMs),
        0.5,
      ),
      2,
    ),
    placeRosePercent: round((runs.reduce((sum, run) => sum + run.ups, 0) / updates) * 100),
  };
}

function seconds(runs: readonly DayRun[], share: number): number {
  return round(
    percentile(
      runs.map((run) => run.waitMs),
      share,
    ) / 1_000,
  );
}
