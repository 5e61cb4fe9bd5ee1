import { setTimeout as pause } from 'node:timers/promises';
import type { EngineMessage } from '@/lib/engine/connected-engine';
import { selfTest } from '@/lib/engine/self-test';
import { isAppError } from '@/lib/errors/app-error';
import { ask, connectedEngine } from './conformance';
import type { EngineProcess } from './start-engine';

/** Starts the engine under test with other flags. */
export type Start = (flags: readonly string[], port?: number) => Promise<EngineProcess>;

export interface Variant {
  readonly name: string;
  readonly run: (start: Start) => Promise<{ readonly ok: boolean; readonly seen: string }>;
}

const GREETING: EngineMessage = { role: 'user', content: '你好' };
const SHARED_CONTEXT = 2_048;
const PEOPLE = 4;

/** What llama-server does with other flags, and when it dies. */
export const LLAMA_VARIANTS: readonly Variant[] = [
  {
    name: 'a key that Yika does not have',
    run: (start) =>
      using(start, ['--jinja', '--api-key', 'secret'], async ({ url }) => {
        const { error } = await ask(connectedEngine(url, await selfTestOf(url)), { messages: [GREETING] });
        return { ok: error === 'engine-unauthorized', seen: String(error) };
      }),
  },
  {
    name: 'no template, no metrics',
    run: (start) =>
      using(start, ['--no-jinja'], async ({ url }) => {
        const { capabilities } = await selfTest({ root: url });
        const ok = !capabilities.toolCalls && capabilities.metrics === 'none';
        return { ok, seen: `tools ${capabilities.toolCalls}, metrics ${capabilities.metrics}` };
      }),
  },
  {
    name: 'its own slots with -np 3',
    run: (start) =>
      using(start, ['--jinja', '-np', '3', '-c', '12288'], async ({ url }) => {
        const { reported } = await selfTest({ root: url });
        return { ok: reported.slotMemory === 'own' && reported.kvTokens === 12_288, seen: JSON.stringify(reported) };
      }),
  },
  {
    name: 'a shared KV cache that is full',
    run: (start) =>
      using(start, ['--jinja', '-c', String(SHARED_CONTEXT)], async ({ url }) => {
        const engine = connectedEngine(url, await selfTest({ root: url }));
        const answers = await Promise.all(
          Array.from({ length: PEOPLE }, (_, index) =>
            ask(engine, {
              messages: [{ role: 'user', content: `${index}${'这份合同的付款方式。'.repeat(150)}` }],
              maxOutputTokens: 400,
            }),
          ),
        );
        const codes = answers.map(({ error }) => error ?? 'answered');
        return { ok: codes.includes('engine-full') && !codes.includes('context-overflow'), seen: codes.join(', ') };
      }),
  },
  {
    name: 'killed while it answers, then started again',
    run: async (start) => {
      const first = await start(['--jinja']);
      const engine = connectedEngine(first.url, await selfTest({ root: first.url }));
      const lost = ask(engine, { messages: [GREETING], maxOutputTokens: 4_000, overrides: { ignore_eos: true } });
      await pause(500);
      await first.kill();
      const { text, error } = await lost;
      const during = await ask(engine, { messages: [GREETING] });
      return using(
        (flags) => start(flags, first.port),
        ['--jinja'],
        async () => {
          const after = await ask(engine, { messages: [GREETING] });
          const ok = error === 'engine-ended-early' && during.error === 'engine-refused' && after.error === null;
          return { ok: ok && text !== '', seen: `${error}, ${during.error}, ${after.error ?? 'answered'}` };
        },
      );
    },
  },
];

/** A self-test, or what is known of a server that lets nobody in. */
async function selfTestOf(url: string): ReturnType<typeof selfTest> {
  try {
    return await selfTest({ root: url });
  } catch (error) {
    if (!isAppError(error) || error.code !== 'engine-unauthorized') throw error;
    return UNAUTHORIZED;
  }
}

const UNAUTHORIZED: Awaited<ReturnType<typeof selfTest>> = {
  checkedAt: '',
  durationMs: 0,
  model: '',
  isDemo: false,
  capabilities: {
    make: 'llamacpp',
    version: null,
    reasoning: 'reasoning_content',
    thinkingSwitch: 'chat_template_kwargs',
    tokenizer: 'none',
    metrics: 'none',
    toolCalls: false,
    continuesFinalMessage: false,
    streamUsage: true,
    unsupportedFields: [],
  },
  reported: { slots: null, slotMemory: 'batch', kvTokens: null, contextTokens: null },
  steps: [],
};

async function using<Result>(
  start: Start,
  flags: readonly string[],
  work: (engine: EngineProcess) => Promise<Result>,
): Promise<Result> {
  const engine = await start(flags);
  try {
    return await work(engine);
  } finally {
    await engine.kill();
  }
}
