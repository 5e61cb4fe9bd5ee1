import { generateText, streamText } from 'ai';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { engineModel } from '@/lib/engine/engine-model';
import { testEngine } from '@/lib/engine/testing/engine-fixtures';
import { startDemoEngine, type DemoEngineProcess } from '@/lib/engine/testing/start-demo-engine';
import { deltaEvent, startRawServer, STREAM_HEAD } from '@/lib/engine/testing/start-raw-server';

let demo: DemoEngineProcess;
beforeAll(async () => {
  demo = await startDemoEngine(['--unpaced']);
});
afterAll(() => demo.stop());
afterEach(() => demo.reset());

const model = (mode: 'quick' | 'thinking' = 'quick', url = demo.url) =>
  engineModel({ engine: testEngine(url), mode, requestId: 'sdk' });

it('answers generateText with text, reasoning and usage', async () => {
  await demo.script({ fault: 'forced-text', text: '你好。', reasoning: '先想。' });
  const { text, finalStep, usage, finishReason } = await generateText({
    model: model('thinking'),
    prompt: '你好',
    maxRetries: 0,
  });
  expect({ text, reasoningText: finalStep.reasoningText, finishReason }).toEqual({
    text: '你好。',
    reasoningText: '先想。',
    finishReason: 'stop',
  });
  expect(usage.inputTokens).toBeGreaterThan(0);
  expect(usage.outputTokens).toBeGreaterThan(0);
});

it('streams blocks of reasoning and text', async () => {
  await demo.script({ fault: 'forced-text', text: '你好，世界。', reasoning: '先想。' });
  const kinds: string[] = [];
  let text = '';
  for await (const part of streamText({ model: model('thinking'), prompt: '你好', maxRetries: 0 }).stream) {
    if (part.type === 'text-delta') text += part.text;
    else kinds.push(part.type);
  }
  expect(text).toBe('你好，世界。');
  const blocks = kinds
    .filter((kind) => kind.endsWith('-start') && kind !== 'stream-start')
    .filter((kind) => kind.startsWith('text') || kind.startsWith('reasoning'));
  expect(blocks).toEqual(['reasoning-start', 'text-start']);
});

it('gives the calls of a model, and takes their results', async () => {
  const tools = [
    {
      type: 'function' as const,
      name: 'get_weather',
      description: '查询城市天气',
      inputSchema: { type: 'object' as const, properties: { city: { type: 'string' as const } } },
    },
  ];
  const question = { role: 'user' as const, content: [{ type: 'text' as const, text: '查一下杭州的天气' }] };
  await demo.script({ fault: 'forced-tool-call', calls: [{ name: 'get_weather', arguments: { city: '杭州' } }] });
  const { content, finishReason } = await model().doGenerate({ prompt: [question], tools });
  expect(finishReason.unified).toBe('tool-calls');
  expect(content).toMatchObject([{ type: 'tool-call', toolName: 'get_weather', input: '{"city":"杭州"}' }]);
  const answered = await model().doGenerate({
    tools,
    prompt: [
      question,
      {
        role: 'assistant',
        content: [{ type: 'tool-call', toolCallId: 'c', toolName: 'get_weather', input: { city: '杭州' } }],
      },
      {
        role: 'tool',
        content: [
          {
            type: 'tool-result',
            toolCallId: 'c',
            toolName: 'get_weather',
            output: { type: 'json', value: { city: '杭州', temperature: '18°C' } },
          },
        ],
      },
    ],
  });
  expect(JSON.stringify(answered.content)).toContain('18');
});

it('rejects with the failure of the engine', async () => {
  await demo.script({ fault: 'error-before', status: 503, message: 'no such luck' });
  await expect(generateText({ model: model(), prompt: '你好', maxRetries: 0 })).rejects.toMatchObject({
    code: 'engine-http',
    values: { status: 503 },
  });
});

it('sends settings of the call before the sampling of Qwen3, and the schema of structured output', async () => {
  const server = await startRawServer(
    (socket) => void socket.end(STREAM_HEAD + deltaEvent({ content: '{}' }) + deltaEvent({}, 'stop')),
  );
  try {
    await generateText({
      model: model('quick', server.url),
      prompt: 'x',
      temperature: 0.1,
      seed: 7,
      stopSequences: ['。'],
      reasoning: 'high',
      maxRetries: 0,
    });
    expect(JSON.parse(server.bodies[0] ?? '')).toMatchObject({
      temperature: 0.1,
      top_p: 0.95,
      seed: 7,
      stop: ['。'],
      chat_template_kwargs: { enable_thinking: true },
    });
    await model('quick', server.url).doGenerate({
      prompt: [{ role: 'user', content: [{ type: 'text', text: 'x' }] }],
      responseFormat: { type: 'json', name: 'fact', schema: { type: 'object' } },
    });
    expect(JSON.parse(server.bodies[1] ?? '')).toMatchObject({
      response_format: { type: 'json_schema', json_schema: { name: 'fact', schema: { type: 'object' }, strict: true } },
    });
  } finally {
    await server.close();
  }
});
