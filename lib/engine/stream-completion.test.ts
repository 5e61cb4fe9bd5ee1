import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EngineCapabilities } from '@/lib/engine/contracts';
import { DEFAULT_CAPABILITIES } from '@/lib/engine/internal/default-capabilities';
import { isEngineAway } from '@/lib/engine/is-engine-away';
import { streamCompletion, type StreamCompletionInput } from '@/lib/engine/stream-completion';
import { collect, testEngine, type Collected } from '@/lib/engine/testing/engine-fixtures';
import { startDemoEngine, type DemoEngineProcess } from '@/lib/engine/testing/start-demo-engine';

const ANSWER =
  '这张卡一次只服务两三个请求😀，其余的人按公平的次序等。A few Latin words, too.\n\n`code` and "quotes" \\ end';
const SILENCE = { firstTokenMs: 250, betweenTokensMs: 250 };

let demo: DemoEngineProcess;
beforeAll(async () => {
  demo = await startDemoEngine(['--unpaced']);
});
afterAll(() => demo.stop());
afterEach(() => demo.reset());

function ask(given: Partial<StreamCompletionInput> = {}): Promise<Collected> {
  return collect(
    streamCompletion({
      engine: testEngine(demo.url),
      messages: [{ role: 'user', content: '你好，介绍一下自己' }],
      mode: 'quick',
      maxOutputTokens: 2_000,
      signal: new AbortController().signal,
      requestId: 'test',
      ...given,
    }),
  );
}

const force = (...faults: Readonly<Record<string, unknown>>[]): Promise<void> =>
  demo.script({ faults: [{ fault: 'forced-text', text: ANSWER, reasoning: '先想一想。' }, ...faults] });

describe('a good answer', () => {
  it('comes whole, with reasoning apart, finish reason and usage', async () => {
    await force();
    const { text, reasoning, finish, error } = await ask({ mode: 'thinking' });
    expect(error).toBeNull();
    expect(text).toBe(ANSWER);
    expect(reasoning).toBe('先想一想。');
    expect(finish?.reason).toBe('stop');
    expect(finish?.usage?.promptTokens).toBeGreaterThan(5);
    expect(finish?.usage?.outputTokens).toBeGreaterThan(20);
  });

  it('says when the limit cut it', async () => {
    await force();
    const { text, finish } = await ask({ maxOutputTokens: 5 });
    expect(finish?.reason).toBe('length');
    expect(ANSWER.startsWith(text)).toBe(true);
  });

  it.each([
    ['vllm-old', DEFAULT_CAPABILITIES.vllm],
    ['llamacpp', DEFAULT_CAPABILITIES.llamacpp],
    ['sglang', DEFAULT_CAPABILITIES.sglang],
    ['ollama', DEFAULT_CAPABILITIES.ollama],
    ['mlc', DEFAULT_CAPABILITIES.mlc],
  ] as const)('is the same from %s', async (dialect, capabilities: EngineCapabilities) => {
    await demo.configure({ dialect });
    try {
      await force();
      const { text, reasoning, finish, error } = await ask({
        mode: 'thinking',
        engine: testEngine(demo.url, { capabilities }),
      });
      expect(error).toBeNull();
      expect(text).toBe(ANSWER);
      expect(reasoning.trim()).toBe('先想一想。');
      expect(finish?.reason).toBe('stop');
    } finally {
      await demo.configure({ dialect: 'vllm' });
    }
  });
});

describe('what the wire can do', () => {
  it.each(['cut-utf8', 'comments', 'no-done', 'junk-line', 'think-leak'])(
    '%s: nothing is lost and nothing shows',
    async (fault) => {
      await force({ fault });
      const { text, reasoning, finish, error } = await ask({ mode: 'thinking' });
      expect(error).toBeNull();
      expect(text).toBe(ANSWER);
      expect(reasoning.trim()).toBe('先想一想。');
      expect(finish?.reason).toBe('stop');
    },
  );

  it('no finish reason but [DONE]: the answer is kept, its reason unknown', async () => {
    await force({ fault: 'no-finish-reason' });
    const { text, finish, error } = await ask();
    expect(error).toBeNull();
    expect(text).toBe(ANSWER);
    expect(finish?.reason).toBe('unknown');
  });

  it.each(['bare-eof', 'reset'])('%s: text kept, engine-ended-early', async (fault) => {
    await force({ fault, afterTokens: 9 });
    const { text, error } = await ask();
    expect(text).not.toBe('');
    expect(ANSWER.startsWith(text)).toBe(true);
    expect(error).toMatchObject({ kind: 'unavailable', code: 'engine-ended-early' });
  });

  it.each(['vllm', 'vllm-old', 'llamacpp', 'sglang', 'ollama', 'mlc'])(
    'an error in the middle, shaped as by %s: text kept, its words only in the detail',
    async (shape) => {
      await force({ fault: 'error-mid', shape, afterTokens: 9, message: 'CUDA out of memory' });
      const { text, error } = await ask();
      expect(text).not.toBe('');
      expect(ANSWER.startsWith(text)).toBe(true);
      expect(error).toMatchObject({
        kind: 'unavailable',
        code: 'engine-error-midstream',
        detail: 'CUDA out of memory',
      });
      expect(error).not.toHaveProperty('values.message');
    },
  );

  it.each(['vllm', 'vllm-old', 'llamacpp', 'sglang', 'ollama', 'mlc'])(
    'an error before the stream, shaped as by %s',
    async (shape) => {
      for (const status of [400, 429, 500, 503]) {
        await demo.script({ fault: 'error-before', shape, status, message: 'no such luck' });
        const { events, error } = await ask();
        expect(events).toEqual([]);
        expect(error).toMatchObject({ kind: 'unavailable', code: 'engine-http' });
        expect(error).toHaveProperty('detail', expect.stringContaining('no such luck'));
        expect(error).toHaveProperty('values', { status });
      }
    },
  );

  it.each(['vllm', 'llamacpp', 'sglang', 'mlc'])(
    'a refused key, shaped as by %s: nothing to wait for, and no word of the engine in the values',
    async (shape) => {
      for (const status of [401, 403]) {
        await demo.script({ fault: 'error-before', shape, status, message: 'Invalid key sk-7f3a' });
        const { error } = await ask();
        expect(error).toMatchObject({ code: 'engine-unauthorized' });
        expect(error).toHaveProperty('values', { status });
        expect(isEngineAway(error)).toBe(false);
      }
    },
  );

  it('a stall before the first token', async () => {
    await demo.script({ fault: 'stall-first' });
    const { events, error } = await ask({ limits: SILENCE });
    expect(events).toEqual([]);
    expect(error).toMatchObject({ code: 'engine-stalled-first-token' });
  });

  it('a stall before the first token, hidden behind keep-alive comments', async () => {
    await demo.script({ faults: [{ fault: 'stall-first' }, { fault: 'comments' }] });
    expect((await ask({ limits: SILENCE })).error).toMatchObject({ code: 'engine-stalled-first-token' });
  });

  it('a stall between tokens: text kept', async () => {
    await force({ fault: 'stall-mid', afterTokens: 9 });
    const { text, error } = await ask({ limits: { firstTokenMs: 20_000, betweenTokensMs: 250 } });
    expect(text).not.toBe('');
    expect(ANSWER.startsWith(text)).toBe(true);
    expect(error).toMatchObject({ code: 'engine-stalled' });
  });

  it('what came while this process was busy is no stall', async () => {
    await demo.script({ fault: 'stall-first', ms: 200 });
    const asked = ask({ limits: { firstTokenMs: 500, betweenTokensMs: 500 } });
    await expect.poll(async () => (await demo.state()).running.length, { interval: 10 }).toBe(1);
    // The answer comes while it is blocked, for longer than an engine may be silent.
    const endMs = performance.now() + 1_200;
    while (performance.now() < endMs);
    const { error, text } = await asked;
    expect(error).toBeNull();
    expect(text).not.toBe('');
  });

  it('a slow engine is not a stalled one', async () => {
    await demo.configure({ unpaced: false });
    try {
      await demo.script({
        faults: [
          { fault: 'forced-text', text: '慢慢来' },
          { fault: 'slow', tokensPerSecond: 8 },
        ],
      });
      const { text, error } = await ask({ limits: { firstTokenMs: 10_000, betweenTokensMs: 10_000 } });
      expect(error).toBeNull();
      expect(text).toBe('慢慢来');
    } finally {
      await demo.configure({ unpaced: true });
    }
  });

  it('a refused connection', async () => {
    const gone = await startDemoEngine();
    await gone.stop();
    const { events, error } = await ask({ engine: testEngine(gone.url) });
    expect(events).toEqual([]);
    expect(error).toMatchObject({ kind: 'unavailable', code: 'engine-refused' });
  });

  it.each(['vllm', 'vllm-old', 'llamacpp', 'sglang', 'mlc'])('a context overflow as %s words it', async (dialect) => {
    await demo.configure({ dialect, maxModelLen: 200 });
    try {
      const { error } = await ask({
        messages: [{ role: 'user', content: '很长的问题。'.repeat(200) }],
        maxOutputTokens: 10,
      });
      expect(error).toMatchObject({ kind: 'invalid', code: 'context-overflow' });
    } finally {
      await demo.configure({ dialect: 'vllm', maxModelLen: 32_768 });
    }
  });
});

describe('tool calls', () => {
  const tools = [
    {
      name: 'find_order',
      description: 'Finds an order.',
      inputSchema: { type: 'object', properties: { id: { type: 'string' } } },
    },
  ];
  const call = { name: 'find_order', arguments: { id: 'A-17' } };

  it.each(['vllm', 'ollama'])('arrive whole from %s', async (dialect) => {
    await demo.configure({ dialect });
    try {
      await demo.script({ fault: 'forced-tool-call', calls: [call], text: '我查一下。' });
      const { text, events, finish } = await ask({ tools });
      expect(text).toBe('我查一下。');
      expect(events.find((event) => event.type === 'tool-call')).toMatchObject({
        name: 'find_order',
        argumentsText: '{"id":"A-17"}',
      });
      expect(finish?.reason).toBe('tool-calls');
    } finally {
      await demo.configure({ dialect: 'vllm' });
    }
  });

  it('that leak into the text become calls', async () => {
    await demo.script({ fault: 'tool-call-leak', name: 'find_order', arguments: { id: 'A-17' } });
    const { text, events, finish } = await ask({ tools });
    expect(text.trim()).toBe('');
    expect(events.find((event) => event.type === 'tool-call')).toMatchObject({
      name: 'find_order',
      argumentsText: '{"id":"A-17"}',
    });
    expect(finish?.reason).toBe('tool-calls');
  });

  it('that are broken come as they were written', async () => {
    await demo.script({ fault: 'broken-tool-call', name: 'find_order' });
    const { events, error } = await ask({ tools });
    expect(error).toBeNull();
    expect(events.find((event) => event.type === 'tool-call')).toMatchObject({
      name: 'find_order',
      argumentsText: '{"broken": "arguments',
    });
  });
});

describe('stopping', () => {
  const endless = { messages: [{ role: 'user', content: '[[demo tokens=20000]]' }], maxOutputTokens: 20_000 } as const;

  async function untilIdle(): Promise<void> {
    await expect.poll(async () => (await demo.state()).running.length, { interval: 10 }).toBe(0);
  }

  it('closes the connection at once and keeps what came', async () => {
    await demo.configure({ unpaced: false });
    const abort = new AbortController();
    const reason = new Error('stopped by a person');
    const got: string[] = [];
    const reading = (async () => {
      for await (const event of streamCompletion({
        engine: testEngine(demo.url),
        mode: 'quick',
        signal: abort.signal,
        requestId: 'stop',
        ...endless,
      })) {
        if (event.type === 'text') got.push(event.text);
        if (got.length === 3) abort.abort(reason);
      }
    })();
    await expect(reading).rejects.toBe(reason);
    expect(got.length).toBeGreaterThanOrEqual(3);
    await untilIdle();
    expect((await demo.state()).requests.find((request) => request.requestId === 'stop')?.outcome).toBe('aborted');
  });

  it('works before the first token', async () => {
    await demo.script({ fault: 'stall-first' });
    const abort = new AbortController();
    const reading = ask({ signal: abort.signal });
    await expect.poll(async () => (await demo.state()).running.length, { interval: 10 }).toBe(1);
    abort.abort();
    expect((await reading).error).toMatchObject({ name: 'AbortError' });
    await untilIdle();
  });

  it('leaving the loop closes the connection, too', async () => {
    await demo.configure({ unpaced: false });
    for await (const event of streamCompletion({
      engine: testEngine(demo.url),
      mode: 'quick',
      signal: new AbortController().signal,
      requestId: 'leave',
      ...endless,
    })) {
      if (event.type === 'text') break;
    }
    await untilIdle();
  });
});
