/**
 * What the engine client alone costs: tokens/s and CPU ms per 1,000 tokens of streamCompletion against the demo engine,
 * unpaced and at 50 and 300 paced streams. `node --conditions=react-server --import tsx bench/engine-client.ts
 * [seconds]`
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { ConnectedEngine } from '@/lib/engine/connected-engine';
import { streamCompletion } from '@/lib/engine/stream-completion';

const TOKENS_PER_ANSWER = 2_000;
const PACED_TOKENS_PER_SECOND = 80;
const seconds = Number(process.argv[2] ?? 5);

const child = spawn(
  process.execPath,
  ['--import', 'tsx', 'lib/demo-engine/main.ts', '--port', '0', '--slots', '512', '--kv-tokens', '100000000'],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
const lines = createInterface({ input: child.stdout });
const [line] = z.tuple([z.string()]).parse(await once(lines, 'line'));
const { listening: url } = z.object({ listening: z.string() }).parse(JSON.parse(line));

const engine: ConnectedEngine = {
  id: 'default',
  pool: 'default',
  location: 'internal',
  allowsTools: true,
  apiKey: null,
  baseUrl: `${url}/v1`,
  model: 'qwen3-14b-demo',
  isDemo: true,
  capabilities: {
    make: 'demo',
    version: null,
    reasoning: 'reasoning',
    thinkingSwitch: 'chat_template_kwargs',
    tokenizer: 'messages',
    metrics: 'vllm',
    toolCalls: true,
    continuesFinalMessage: true,
    streamUsage: true,
    unsupportedFields: [],
  },
  maxConcurrent: 512,
  kvTokens: 100_000_000,
  contextTokens: 32_768,
  state: 'online',
  rates: {},
};

async function control(path: string, body: unknown): Promise<void> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
}

interface Measured {
  tokens: number;
  events: number;
  readonly firstTokenMs: number[];
  readonly gapsMs: number[];
}

async function ask(measured: Measured, signal: AbortSignal): Promise<void> {
  const started = performance.now();
  let last = 0;
  const messages = [{ role: 'user', content: 'load' }] as const;
  for await (const event of streamCompletion({
    engine,
    messages,
    mode: 'quick',
    maxOutputTokens: TOKENS_PER_ANSWER + 10,
    signal,
    requestId: 'bench',
  })) {
    const now = performance.now();
    if (event.type === 'finish') measured.tokens += event.usage?.outputTokens ?? 0;
    else {
      if (last === 0) measured.firstTokenMs.push(now - started);
      else measured.gapsMs.push(now - last);
      last = now;
      measured.events += 1;
    }
  }
}

const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? 0;
const round = (value: number): number => Math.round(value * 100) / 100;

async function measure(name: string, streams: number, forSeconds = seconds): Promise<void> {
  const measured: Measured = { tokens: 0, events: 0, firstTokenMs: [], gapsMs: [] };
  const abort = new AbortController();
  const cpu = process.cpuUsage();
  const started = performance.now();
  const until = started + forSeconds * 1_000;
  await Promise.all(
    Array.from({ length: streams }, async () => {
      do await ask(measured, abort.signal);
      while (performance.now() < until);
    }),
  );
  const ms = performance.now() - started;
  const used = process.cpuUsage(cpu);
  const row = {
    name,
    streams,
    tokensPerSecond: Math.round((measured.tokens / ms) * 1_000),
    cpuMsPerThousandTokens: round((used.user + used.system) / measured.tokens),
    tokensPerEvent: round(measured.tokens / measured.events),
    firstTokenMsP50: round(percentile(measured.firstTokenMs, 0.5)),
    firstTokenMsP99: round(percentile(measured.firstTokenMs, 0.99)),
    gapMsP99: round(percentile(measured.gapsMs, 0.99)),
    rssMb: Math.round(process.memoryUsage.rss() / 1e6),
  };
  process.stdout.write(`${JSON.stringify(row)}\n`);
}

const only = process.argv[3];
const scenes: Readonly<Record<string, () => Promise<void>>> = {
  warm: () => measure('warm-up', 2, 0.5),
  'unpaced-1': () => measure('unpaced-1', 1),
  'unpaced-8': () => measure('unpaced-8', 8),
  'paced-50': () => measure('paced-50', 50),
  'paced-300': () => measure('paced-300', 300),
};

try {
  await control('/control/script', {
    fault: 'forced-text',
    text: '这张卡一次只服务两三个请求，其余的人按公平的次序等。'.repeat(Math.ceil(TOKENS_PER_ANSWER / 15)),
    times: 0,
  });
  for (const [name, scene] of Object.entries(scenes)) {
    if (only !== undefined && name !== only && name !== 'warm') continue;
    const isPaced = name.startsWith('paced');
    await control(
      '/control/configure',
      isPaced
        ? { unpaced: false, streamTokensPerSecond: PACED_TOKENS_PER_SECOND, prefillTokensPerSecond: 1e9 }
        : { unpaced: true },
    );
    await scene();
  }
} finally {
  child.kill();
}
