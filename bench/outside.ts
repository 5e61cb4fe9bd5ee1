/**
 * Yika as somebody else would measure it: an engine and a reader that share no code with the product, beside a plain
 * proxy on the same engine. `npm run bench -- outside [--only=single,burst,unpaced,cpu,paced]`.
 */
import http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { launchProduct, launchProgram } from './support/launch';
import { cpuMs, describeMachine, percentile, round, rssMb } from './support/measure';
import { createPeople, type BenchPerson } from './support/people';
import { readStamped, type StampedAnswer, type StampedRequest } from './support/stamped-reader';

interface Load {
  readonly part: 'single' | 'burst' | 'unpaced' | 'cpu' | 'paced';
  readonly streams: number;
  readonly answers: number;
  readonly tokens: number;
  /** Between two tokens, milliseconds; 0: as fast as the socket takes them. */
  readonly delayMs: number;
  /** Over how long the streams start. */
  readonly staggerMs: number;
  readonly warmUp: number;
}

const PACED: readonly Load[] = [100, 200, 300, 400].map((streams) => ({
  part: 'paced',
  streams,
  answers: streams,
  tokens: 800,
  delayMs: 12.5,
  staggerMs: 5000,
  warmUp: 0,
}));

const LOADS: readonly Load[] = [
  { part: 'single', streams: 1, answers: 200, tokens: 20, delayMs: 5, staggerMs: 0, warmUp: 30 },
  { part: 'burst', streams: 50, answers: 400, tokens: 40, delayMs: 12.5, staggerMs: 0, warmUp: 16 },
  { part: 'unpaced', streams: 10, answers: 40, tokens: 10_000, delayMs: 0, staggerMs: 0, warmUp: 4 },
  { part: 'cpu', streams: 50, answers: 50, tokens: 960, delayMs: 12.5, staggerMs: 4000, warmUp: 4 },
  ...PACED,
];

interface Target {
  readonly name: 'engine' | 'proxy' | 'yika';
  readonly pid: number | null;
  request(worker: number, text: string): StampedRequest;
}

function engineTarget(name: 'engine' | 'proxy', url: string, pid: number | null): Target {
  const request = (_worker: number, text: string): StampedRequest => ({
    url: `${url}/v1/chat/completions`,
    headers: {},
    body: { model: 'simulated', stream: true, messages: [{ role: 'user', content: text }] },
  });
  return { name, pid, request };
}

function yikaTarget(address: string, pid: number, people: readonly BenchPerson[]): Target {
  const request = (worker: number, text: string): StampedRequest => ({
    url: `${address}/api/runs`,
    headers: { cookie: people[worker % people.length]?.cookie ?? '', origin: address },
    body: { conversationId: uuidv7(), messageId: uuidv7(), parentId: null, text, mode: 'quick' },
  });
  return { name: 'yika', pid, request };
}

interface Figures {
  readonly target: Target['name'];
  readonly part: Load['part'];
  readonly streams: number;
  readonly firstTokenMs: { readonly p50: number; readonly p99: number };
  readonly gapMs: { readonly p99: number; readonly max: number };
  readonly tokensPerSecond: number;
  readonly cpuMsPerThousandTokens: number | null;
  readonly rssMb: number | null;
}

/** As many workers as streams, each on a connection of its own, ask until all answers are read. */
async function measure(target: Target, load: Load): Promise<Figures> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: load.streams });
  const text = `Please answer. [[tokens=${load.tokens},delay=${load.delayMs}]]`;
  const ask = async (worker: number): Promise<StampedAnswer> => {
    const answer = await readStamped(target.request(worker, text), agent);
    if (answer.tokens !== load.tokens)
      throw new Error(`${target.name}: ${answer.tokens} of ${load.tokens} tokens arrived`);
    return answer;
  };
  for (let done = 0; done < load.warmUp; done += 1) await ask(done);
  const cpuBefore = target.pid === null ? null : cpuMs(target.pid);
  const startedAt = performance.now();
  const answers: StampedAnswer[] = [];
  let asked = 0;
  const work = async (worker: number): Promise<void> => {
    await pause((load.staggerMs * worker) / load.streams);
    while (asked < load.answers) {
      asked += 1;
      answers.push(await ask(worker));
    }
  };
  await Promise.all(Array.from({ length: load.streams }, (_, worker) => work(worker)));
  const seconds = (performance.now() - startedAt) / 1000;
  agent.destroy();
  const tokens = load.answers * load.tokens;
  const gaps = answers.flatMap(({ gapsMs }) => gapsMs);
  const firsts = answers.map(({ firstTokenMs }) => firstTokenMs);
  const used = target.pid === null || cpuBefore === null ? null : cpuMs(target.pid) - cpuBefore;
  return {
    target: target.name,
    part: load.part,
    streams: load.streams,
    firstTokenMs: { p50: round(percentile(firsts, 0.5)), p99: round(percentile(firsts, 0.99)) },
    gapMs: { p99: round(percentile(gaps, 0.99)), max: round(percentile(gaps, 1)) },
    tokensPerSecond: Math.round(tokens / seconds),
    cpuMsPerThousandTokens: used === null ? null : round((used / tokens) * 1000),
    rssMb: target.pid === null ? null : round(rssMb(target.pid)),
  };
}

function option(name: string): string | undefined {
  return process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
}

async function main(): Promise<void> {
  const only = option('only')?.split(',');
  const loads = LOADS.filter(({ part }) => only === undefined || only.includes(part));
  const engine = await launchProgram('bench/support/engine-simulator.ts', []);
  const proxy = await launchProgram('bench/support/plain-proxy.ts', [engine.url]);
  const product = await launchProduct([], {
    ENGINE_URL: engine.url,
    ENGINE_MAX_CONCURRENT: '500',
    ENGINE_KV_TOKENS: '20000000',
    QUEUE_LIMIT_PER_PERSON: '1000',
    MAX_OUTPUT_TOKENS: '30000',
  });
  try {
    const people = await createPeople(product.databaseUrl, 400);
    const targets = [
      engineTarget('engine', engine.url, engine.pid),
      engineTarget('proxy', proxy.url, proxy.pid),
      yikaTarget(product.address, product.appPid(), people),
    ];
    await pause(3000);
    const freshMb = round(rssMb(product.appPid()));
    const figures: Figures[] = [];
    for (const load of loads) {
      for (const target of targets) {
        const found = await measure(target, load);
        figures.push(found);
        process.stderr.write(`${JSON.stringify(found)}\n`);
        await pause(1000);
      }
    }
    const rss = { fresh: freshMb, afterTheTable: round(rssMb(product.appPid())) };
    const result = { machine: describeMachine(), date: new Date().toISOString(), rssMb: rss, figures };
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  } finally {
    proxy.stop();
    engine.stop();
    await product.stop();
  }
}

await main();
