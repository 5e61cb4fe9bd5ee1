/**
 * Speed of the whole product beside a plain Node proxy to the same demo engine (issue 2, section 7). `npm run bench --
 * speed --json`. Everything runs on this machine: product, PostgreSQL, engine and reader share its cores.
 */
import { writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { launchProduct, launchProgram } from './support/launch';
import { cpuMs, describeMachine, percentile, round, rssMb } from './support/measure';
import { createPeople, type BenchPerson } from './support/people';
import { readStream, type StreamSample } from './support/stream-client';

const SINGLE_SAMPLES = 300;
const BURSTS = 12;
const BURST_SIZE = 50;
const THROUGHPUT_STREAMS = 50;
const THROUGHPUT_TOKENS = 20_000;
const PACED_TOKENS_PER_SECOND = 80;
const PACED_SECONDS = 12;
/**
 * Over how long the streams of a step start, unless --ramp=<ms> says otherwise: 300 in 5 s are 60 questions a second,
 * of hundreds of people.
 */
const PACED_RAMP_MS = 5000;
const PACED_STEPS = [50, 100, 150, 200, 250, 300, 350, 400];
const MAX_GAP_MS = 100;
const MAX_PACED_FIRST_TOKEN_MS = 100;

interface Target {
  readonly name: 'yika' | 'proxy' | 'direct';
  readonly pid: number | null;
  ask(index: number, text: string): Promise<StreamSample>;
}

function directive(tokens: number): string {
  return `[[demo tokens=${tokens}]]`;
}

function engineTarget(name: 'proxy' | 'direct', url: string, pid: number | null): Target {
  return {
    name,
    pid,
    ask: (_index, text) =>
      readStream({
        url: `${url}/v1/chat/completions`,
        headers: {},
        marker: '"content":"',
        body: {
          model: 'qwen3-14b-demo',
          stream: true,
          stream_options: { include_usage: true },
          max_tokens: 30_000,
          chat_template_kwargs: { enable_thinking: false },
          messages: [{ role: 'user', content: text }],
        },
      }),
  };
}

function yikaTarget(address: string, pid: number, people: readonly BenchPerson[]): Target {
  return {
    name: 'yika',
    pid,
    ask: (index, text) =>
      readStream({
        url: `${address}/api/runs`,
        headers: { cookie: people[index % people.length]?.cookie ?? '' },
        marker: '"text-delta"',
        body: { conversationId: uuidv7(), messageId: uuidv7(), parentId: null, text, mode: 'quick' },
      }),
  };
}

async function singleFirstToken(target: Target): Promise<number[]> {
  const samples: number[] = [];
  for (let index = 0; index < SINGLE_SAMPLES + 30; index += 1) {
    const sample = await target.ask(index, directive(3));
    if (index >= 30) samples.push(sample.firstTokenMs);
  }
  return samples;
}

async function burstFirstToken(target: Target): Promise<number[]> {
  const samples: number[] = [];
  for (let burst = 0; burst < BURSTS + 2; burst += 1) {
    const answers = await Promise.all(
      Array.from({ length: BURST_SIZE }, (_, index) => target.ask(burst * BURST_SIZE + index, directive(20))),
    );
    if (burst >= 2) samples.push(...answers.map((answer) => answer.firstTokenMs));
    await pause(300);
  }
  return samples;
}

async function throughput(target: Target): Promise<{ tokensPerSecond: number; cpuMsPerThousandTokens: number | null }> {
  const before = target.pid === null ? null : cpuMs(target.pid);
  const startedAt = performance.now();
  const answers = await Promise.all(
    Array.from({ length: THROUGHPUT_STREAMS }, (_, index) => target.ask(index, directive(THROUGHPUT_TOKENS))),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  requireComplete(answers);
  const tokens = THROUGHPUT_STREAMS * THROUGHPUT_TOKENS;
  const used = before === null || target.pid === null ? null : cpuMs(target.pid) - before;
  return {
    tokensPerSecond: Math.round(tokens / seconds),
    cpuMsPerThousandTokens: used === null ? null : round((used / tokens) * 1000, 2),
  };
}

function requireComplete(answers: readonly StreamSample[]): void {
  const broken = answers.find((answer) => answer.status !== 200 || Number.isNaN(answer.firstTokenMs));
  if (broken !== undefined) throw new Error(`an answer failed with status ${broken.status}`);
}

interface PacedStep {
  readonly streams: number;
  readonly p99GapMs: number;
  readonly firstTokenP50Ms: number;
  readonly cpuMsPerThousandTokens: number | null;
  readonly rssMb: number | null;
}

/**
 * Streams start spread over the ramp: people do not press Enter in the same millisecond, and bursts are measured above.
 */
async function pacedStep(target: Target, streams: number, rampMs: number): Promise<PacedStep> {
  const tokens = PACED_TOKENS_PER_SECOND * PACED_SECONDS;
  const before = target.pid === null ? 0 : cpuMs(target.pid);
  const running = Array.from({ length: streams }, async (_, index) => {
    await pause((index / streams) * rampMs);
    return target.ask(index, directive(tokens));
  });
  await pause((rampMs + PACED_SECONDS * 1000) / 2);
  const memory = target.pid === null ? null : rssMb(target.pid);
  const answers = await Promise.all(running);
  requireComplete(answers);
  const used = target.pid === null ? null : cpuMs(target.pid) - before;
  return {
    streams,
    p99GapMs: round(
      percentile(
        answers.flatMap((answer) => answer.gapsMs),
        0.99,
      ),
    ),
    firstTokenP50Ms: round(
      percentile(
        answers.map((answer) => answer.firstTokenMs),
        0.5,
      ),
    ),
    cpuMsPerThousandTokens: used === null ? null : round((used / (streams * tokens)) * 1000, 1),
    rssMb: memory === null ? null : round(memory),
  };
}

async function pacedStreams(target: Target, rampMs: number): Promise<{ most: number; steps: PacedStep[] }> {
  const steps: PacedStep[] = [];
  let most = 0;
  for (const streams of PACED_STEPS) {
    const step = await pacedStep(target, streams, rampMs);
    steps.push(step);
    if (step.p99GapMs >= MAX_GAP_MS || step.firstTokenP50Ms >= MAX_PACED_FIRST_TOKEN_MS) break;
    most = streams;
    await pause(500);
  }
  return { most, steps };
}

function added(samples: readonly number[], direct: readonly number[]): { p50: number; p99: number } {
  const base = percentile(direct, 0.5);
  return { p50: round(percentile(samples, 0.5) - base), p99: round(percentile(samples, 0.99) - base) };
}

async function configureEngine(engineUrl: string, settings: object): Promise<void> {
  const response = await fetch(`${engineUrl}/control/configure`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(settings),
  });
  if (!response.ok) throw new Error(`the engine refused its settings: ${response.status}`);
}

/** The value of `--<name>=…` on the command line. */
function option(name: string): string | undefined {
  return process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
}

async function main(): Promise<void> {
  const only = option('only')?.split(',');
  const rampMs = Number(option('ramp') ?? PACED_RAMP_MS);
  const wants = (part: string): boolean => only === undefined || only.includes(part);
  const product = await launchProduct(['--slots', '500', '--kv-tokens', '20000000', '--unpaced'], {
    ENGINE_MAX_CONCURRENT: '500',
    ENGINE_KV_TOKENS: '20000000',
    QUEUE_LIMIT_PER_PERSON: '1000',
    MAX_OUTPUT_TOKENS: '30000',
  });
  const proxy = await launchProgram('bench/support/plain-proxy.ts', [product.engineUrl]);
  const result: Record<string, unknown> = { machine: describeMachine(), date: new Date().toISOString() };
  try {
    const people = await createPeople(product.databaseUrl, 400);
    const yika = yikaTarget(product.address, product.appPid(), people);
    const plain = engineTarget('proxy', proxy.url, proxy.pid);
    const direct = engineTarget('direct', product.engineUrl, null);
    await pause(3000);
    const idleMb = round(rssMb(product.appPid()));
    if (wants('single')) {
      const base = await singleFirstToken(direct);
      result.addedFirstTokenMsAt1 = {
        yika: added(await singleFirstToken(yika), base),
        proxy: added(await singleFirstToken(plain), base),
      };
      process.stderr.write(`single ${JSON.stringify(result.addedFirstTokenMsAt1)}\n`);
    }
    if (wants('burst')) {
      const base = await burstFirstToken(direct);
      result.addedFirstTokenMsAt50 = {
        yika: added(await burstFirstToken(yika), base),
        proxy: added(await burstFirstToken(plain), base),
      };
      process.stderr.write(`burst ${JSON.stringify(result.addedFirstTokenMsAt50)}\n`);
    }
    if (wants('throughput')) {
      await throughput(yika);
      result.throughput = { yika: await throughput(yika), proxy: await throughput(plain) };
      process.stderr.write(`throughput ${JSON.stringify(result.throughput)}\n`);
    }
    if (wants('paced')) {
      await configureEngine(product.engineUrl, {
        unpaced: false,
        streamTokensPerSecond: PACED_TOKENS_PER_SECOND,
        prefillTokensPerSecond: 10_000_000,
      });
      const paced = await pacedStreams(yika, rampMs);
      result.pacedStreams = paced.most;
      result.pacedRampMs = rampMs;
      result.pacedSteps = paced.steps;
      result.rssMb = { idle: idleMb, at50Streams: paced.steps[0]?.rssMb ?? null };
      process.stderr.write(`paced ${JSON.stringify(paced)}\n`);
    }
    result.idleMb = idleMb;
  } finally {
    proxy.stop();
    await product.stop();
  }
  const text = JSON.stringify(result, null, 2);
  const file = option('out');
  if (file !== undefined) writeFileSync(file, `${text}\n`);
  process.stdout.write(`${text}\n`);
}

await main();
