import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { launchProduct } from './support/launch';
import { describeMachine, percentile, round } from './support/measure';
import { createPeople, type BenchPerson } from './support/people';
import { seededRandom } from '@/lib/text/seeded-random';

/**
 * From the moment Stop is pressed until the engine has nothing to do, by the engine's own clock: three answers run,
 * their people stop them at random moments of reading the prompt or writing. Docs: docs/performance/admission.md. Needs
 * the built product. Exits 1 when one took longer than 500 ms.
 *
 *   node --conditions=react-server --import tsx bench/stop.ts [--rounds 60] [--seed 1] [--json]
 */
const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const LONGEST_MS = 500;
const SLOTS = 3;
/** A prompt of some thousand tokens, so that some stops meet its reading. */
const TEXT = '请把下面的合同逐条总结，并指出风险。'.repeat(400);
const stateSchema = z.object({
  epochMs: z.number(),
  running: z.array(z.unknown()),
  waiting: z.array(z.unknown()),
  counters: z.object({ lastIdleMs: z.number().nullable() }),
});

const random = seededRandom(Number(options.seed));
const product = await launchProduct([]);
try {
  const people = await createPeople(product.databaseUrl, SLOTS);
  const times: number[] = [];
  for (let round = 0; round < Number(options.rounds); round += 1) times.push(await stopAll(people));
  const result = {
    machine: describeMachine(),
    rounds: times.length,
    seed: Number(options.seed),
    idleAfterMs: {
      p50: round(percentile(times, 0.5)),
      p99: round(percentile(times, 0.99)),
      most: round(Math.max(...times)),
    },
  };
  process.stdout.write(`${JSON.stringify(result, null, options.json ? 0 : 2)}\n`);
  if (result.idleAfterMs.most > LONGEST_MS) process.exitCode = 1;
} finally {
  await product.stop();
}

/** Milliseconds from the first of the three stops until the engine was idle. */
async function stopAll(people: readonly BenchPerson[]): Promise<number> {
  const runs = await Promise.all(people.map(ask));
  while ((await readState()).running.length < SLOTS) await pause(5);
  await pause(random() * 600);
  const pressedAt = performance.timeOrigin + performance.now();
  await Promise.all(
    runs.map(({ runId, cookie }) =>
      fetch(`${product.address}/api/runs/${runId}/stop`, { method: 'POST', headers: { cookie } }),
    ),
  );
  for (;;) {
    const { epochMs, running, waiting, counters } = await readState();
    if (running.length + waiting.length === 0) return epochMs + (counters.lastIdleMs ?? Infinity) - pressedAt;
    await pause(5);
  }
}

async function ask({ cookie }: BenchPerson): Promise<{ runId: string; cookie: string }> {
  const response = await fetch(`${product.address}/api/runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify({
      conversationId: uuidv7(),
      messageId: uuidv7(),
      parentId: null,
      text: `[[demo tokens=3000]] ${uuidv7()} ${TEXT}`,
      mode: 'quick',
    }),
  });
  const runId = response.headers.get('x-run-id');
  if (!response.ok || runId === null) throw new Error(`HTTP ${response.status}`);
  // The reader goes away: stopping must not depend on it.
  await response.body?.cancel();
  return { runId, cookie };
}

async function readState(): Promise<z.infer<typeof stateSchema>> {
  return stateSchema.parse(await (await fetch(`${product.engineUrl}/control/state?brief=1`)).json());
}
