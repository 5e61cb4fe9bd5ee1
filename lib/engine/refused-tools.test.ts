import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EngineTool } from '@/lib/engine/connected-engine';
import { DEFAULT_CAPABILITIES } from '@/lib/engine/internal/default-capabilities';
import { acceptedTools, findRefusedTools, forgetRefusedTools, listRefusedTools } from '@/lib/engine/refused-tools';
import { streamCompletion } from '@/lib/engine/stream-completion';
import { collect, testEngine, type Collected } from '@/lib/engine/testing/engine-fixtures';
import type { RawServer } from '@/lib/engine/testing/start-raw-server';
import { startReplayServer } from '@/lib/engine/testing/start-replay-server';

const tool = (name: string, schema: Readonly<Record<string, unknown>>): EngineTool => ({
  name,
  description: name,
  inputSchema: { type: 'object', properties: { id: schema } },
});
const GOOD = Array.from({ length: 9 }, (_, index) => tool(`good${index}`, { type: 'string' }));
const BAD = ['first', 'second'].map((name) => tool(name, { $ref: `https://${name}.test/schema.json` }));
const MIXED = [...GOOD.slice(0, 4), ...BAD.slice(0, 1), ...GOOD.slice(4), ...BAD.slice(1)];

let server: RawServer;
beforeEach(async () => {
  forgetRefusedTools('default');
  server = await startReplayServer('llama.cpp-b11669', {
    '/v1/chat/completions': (body) => (body.includes('.test/schema.json') ? 'tool-refused' : 'chat-quick'),
  });
});
afterEach(() => server.close());

function ask(tools: readonly EngineTool[]): Promise<Collected> {
  return collect(
    streamCompletion({
      engine: testEngine(server.url, { capabilities: DEFAULT_CAPABILITIES.llamacpp }),
      messages: [{ role: 'user', content: '1+1=?' }],
      tools,
      mode: 'quick',
      maxOutputTokens: 24,
      signal: new AbortController().signal,
      requestId: 'replay',
    }),
  );
}

it('a question is answered without the tools that llama.cpp refuses, and the admin sees which', async () => {
  const { text, error } = await ask(MIXED);
  expect(error).toBeNull();
  expect(text).not.toBe('');
  expect(listRefusedTools('default').map(({ name }) => name)).toEqual(['first', 'second']);
  expect(listRefusedTools('default')[0]?.detail).toContain('unsupported $ref');
  const requests = server.bodies.length;
  expect((await ask(MIXED)).error).toBeNull();
  expect(server.bodies).toHaveLength(requests + 1);
});

it('tools are tried before anybody asks, each once until the engine is another one', async () => {
  const engine = testEngine(server.url);
  await findRefusedTools(engine, MIXED, new AbortController().signal);
  expect(acceptedTools('default', MIXED)).toEqual(GOOD);
  const requests = server.bodies.length;
  await findRefusedTools(engine, MIXED, new AbortController().signal);
  expect(server.bodies).toHaveLength(requests);
  forgetRefusedTools('default');
  expect(acceptedTools('default', MIXED)).toEqual(MIXED);
});

it('an engine that does not answer says nothing about a tool', async () => {
  await server.close();
  await findRefusedTools(testEngine(server.url), BAD, new AbortController().signal);
  expect(listRefusedTools('default')).toEqual([]);
  server = await startReplayServer('llama.cpp-b11669', {});
});
