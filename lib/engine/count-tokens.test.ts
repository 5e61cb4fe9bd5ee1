import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { countTokens } from '@/lib/engine/count-tokens';
import { fitContext, type FitContextInput } from '@/lib/engine/fit-context';
import { DEFAULT_CAPABILITIES } from '@/lib/engine/internal/default-capabilities';
import { streamCompletion } from '@/lib/engine/stream-completion';
import { PATIENT, collect, testEngine } from '@/lib/engine/testing/engine-fixtures';
import { startDemoEngine, type DemoEngineProcess } from '@/lib/engine/testing/start-demo-engine';
import { startRawServer } from '@/lib/engine/testing/start-raw-server';
import type { TurnMessage } from '@/lib/engine/to-engine-messages';

let demo: DemoEngineProcess;
beforeAll(async () => {
  demo = await startDemoEngine(['--unpaced']);
});
afterAll(() => demo.stop());
beforeEach(async () => {
  globalThis.yikaTokenCounts = undefined;
  globalThis.yikaTokenCalibrations = undefined;
  await demo.configure({ dialect: 'vllm' });
});

const MESSAGES = [
  { role: 'system', content: '你是公司的助手。' },
  { role: 'user', content: 'How many slots has the card? 几个？' },
] as const;

async function realPromptTokens(): Promise<number> {
  const stream = streamCompletion({
    engine: testEngine(demo.url),
    messages: MESSAGES,
    mode: 'quick',
    maxOutputTokens: 5,
    signal: new AbortController().signal,
    requestId: 'count',
  });
  return (await collect(stream)).finish?.usage?.promptTokens ?? 0;
}

describe('countTokens', () => {
  it('is what the engine then bills, with vLLM and with llama.cpp', async () => {
    const real = await realPromptTokens();
    expect(await countTokens({ ...PATIENT, engine: testEngine(demo.url), messages: MESSAGES, mode: 'quick' })).toEqual({
      tokens: real,
      exact: true,
    });
    await demo.configure({ dialect: 'llamacpp' });
    const capabilities = { ...DEFAULT_CAPABILITIES.llamacpp, tokenizer: 'text' as const };
    const { tokens, exact } = await countTokens({
      ...PATIENT,
      engine: testEngine(demo.url, { capabilities }),
      messages: MESSAGES,
      mode: 'quick',
    });
    expect(exact).toBe(true);
    // The demo engine's /tokenize splits the template's marks like ordinary text.
    expect(tokens).toBeGreaterThanOrEqual(real);
  });

  it('is an estimate on the high side without a tokenizer, while offline, and when the tokenizer fails or is slow', async () => {
    const real = await realPromptTokens();
    const engine = testEngine(demo.url);
    const silent = await startRawServer(() => undefined);
    const failing = await startRawServer((socket) => void socket.end('HTTP/1.1 500 Oops\r\ncontent-length: 0\r\n\r\n'));
    try {
      for (const candidate of [
        { ...engine, capabilities: DEFAULT_CAPABILITIES.ollama },
        { ...engine, state: 'offline' as const },
        testEngine(silent.url),
        testEngine(failing.url),
      ]) {
        const { tokens, exact } = await countTokens({ engine: candidate, messages: MESSAGES, mode: 'quick' });
        expect(exact).toBe(false);
        expect(tokens).toBeGreaterThanOrEqual(real);
      }
    } finally {
      await Promise.all([silent.close(), failing.close()]);
    }
  });

  it('asks once for the same prompt', async () => {
    let asked = 0;
    const server = await startRawServer((socket) => {
      asked += 1;
      const body = '{"count": 42}';
      socket.write(
        `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      );
    });
    try {
      const engine = testEngine(server.url);
      for (let times = 0; times < 3; times += 1)
        expect(await countTokens({ ...PATIENT, engine, messages: MESSAGES, mode: 'quick' })).toEqual({
          tokens: 42,
          exact: true,
        });
      expect(asked).toBe(1);
      await countTokens({ ...PATIENT, engine, messages: MESSAGES, mode: 'thinking' });
      expect(asked).toBe(2);
    } finally {
      await server.close();
    }
  });
});

const turn = (role: TurnMessage['role'], text: string): TurnMessage => ({ role, parts: [{ type: 'text', text }] });
const pair = (index: number, size: number): TurnMessage[] => [
  turn('user', `问题${index} ${'某'.repeat(size)}`),
  turn('assistant', `回答${index} ${'某'.repeat(size)}`),
];

function fit(
  given: Partial<FitContextInput> & { readonly turns: readonly TurnMessage[] },
): ReturnType<typeof fitContext> {
  return fitContext({
    ...PATIENT,
    engine: testEngine(demo.url),
    system: 'You are Yika.',
    mode: 'quick',
    maxOutputTokens: 8_192,
    ...given,
  });
}

describe('fitContext', () => {
  it.each([10, 3_000])('a conversation of any length is counted by the engine: %i', async (size) => {
    const context = await fit({ turns: [...pair(1, size), turn('user', '然后呢？')] });
    expect(context.messages.map((message) => message.role)).toEqual(['system', 'user', 'assistant', 'user']);
    const { tokens } = await countTokens({
      ...PATIENT,
      engine: testEngine(demo.url),
      messages: context.messages,
      mode: 'quick',
    });
    expect(context).toMatchObject({ promptTokens: tokens, exact: true, droppedTurns: 0 });
  });

  it('drops the oldest turns, as few as needed, as whole pairs', async () => {
    const turns = [...Array.from({ length: 60 }, (_, index) => pair(index, 500)).flat(), turn('user', '最后的问题')];
    const context = await fit({ turns });
    const available = 32_768 - 8_192 - 16;
    expect(context.droppedTurns).toBeGreaterThan(0);
    expect(context.promptTokens).toBeLessThanOrEqual(available);
    expect(context.messages[0]?.role).toBe('system');
    expect(context.messages[1]?.content.startsWith(`问题${context.droppedTurns} `)).toBe(true);
    expect(context.messages.at(-1)?.content).toBe('最后的问题');
    const oneMore = [
      { role: 'system', content: 'You are Yika.' } as const,
      ...turns.slice(2 * (context.droppedTurns - 1)).map((message) => ({
        role: message.role,
        content: message.parts[0]?.type === 'text' ? message.parts[0].text : '',
      })),
    ];
    expect(
      (await countTokens({ ...PATIENT, engine: testEngine(demo.url), messages: oneMore, mode: 'quick' })).tokens,
    ).toBeGreaterThan(available);
  });

  it('a thousand messages take a handful of counts of what could fit', async () => {
    let asked = 0;
    const server = await startRawServer((socket, body) => {
      asked += 1;
      // Dense text: every character is a token.
      const reply = JSON.stringify({ count: body.length });
      socket.write(
        `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${reply.length}\r\n\r\n${reply}`,
      );
    });
    try {
      const turns = [...Array.from({ length: 500 }, (_, index) => pair(index, 300)).flat(), turn('user', 'last')];
      const context = await fit({ engine: testEngine(server.url), turns });
      expect(asked).toBeLessThanOrEqual(5);
      expect(Math.max(...server.bodies.map((body) => body.length))).toBeLessThan(120_000);
      expect(context.droppedTurns).toBeGreaterThan(400);
      expect(context.promptTokens).toBeLessThanOrEqual(32_768 - 8_192);
    } finally {
      await server.close();
    }
  });

  it('works by estimate when there is no tokenizer', async () => {
    const engine = testEngine(demo.url, { capabilities: DEFAULT_CAPABILITIES.ollama, contextTokens: 4_096 });
    const context = await fit({
      engine,
      turns: [...Array.from({ length: 20 }, (_, index) => pair(index, 200)).flat(), turn('user', 'last')],
      maxOutputTokens: 1_000,
    });
    expect(context.exact).toBe(false);
    expect(context.droppedTurns).toBeGreaterThan(10);
    expect(context.promptTokens + context.outputBudget).toBeLessThanOrEqual(4_096);
  });

  it('reserves at most a quarter for the answer', async () => {
    const engine = testEngine(demo.url, { contextTokens: 4_096 });
    const context = await fit({ engine, turns: [turn('user', '某'.repeat(2_000))] });
    expect(context.droppedTurns).toBe(0);
    expect(context.outputBudget).toBeGreaterThanOrEqual(1_024);
    expect(context.promptTokens + context.outputBudget).toBeLessThanOrEqual(4_096);
  });

  it('refuses a question that does not fit alone, with the figures', async () => {
    const refused = fit({ turns: [...pair(1, 10), turn('user', '某'.repeat(60_000))] });
    await expect(refused).rejects.toMatchObject({
      kind: 'invalid',
      code: 'question-too-long',
      values: { available: 24_560 },
    });
  });

  it('leaves reasoning and empty answers out', async () => {
    const turns: TurnMessage[] = [
      turn('user', 'a'),
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', text: 'secret thoughts' },
          { type: 'text', text: 'b' },
        ],
      },
      turn('user', 'c'),
      { role: 'assistant', parts: [{ type: 'reasoning', text: 'stopped while thinking' }] },
      turn('user', 'd'),
    ];
    const { messages } = await fit({ turns, system: null });
    expect(messages.map((message) => message.content)).toEqual(['a', 'b', 'c', 'd']);
  });
});
