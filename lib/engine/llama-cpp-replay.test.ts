import { afterEach, describe, expect, it } from 'vitest';
import { countTokens } from '@/lib/engine/count-tokens';
import { DEFAULT_CAPABILITIES } from '@/lib/engine/internal/default-capabilities';
import { isEngineAway } from '@/lib/engine/is-engine-away';
import { selfTest } from '@/lib/engine/self-test';
import { streamCompletion } from '@/lib/engine/stream-completion';
import { PATIENT, collect, testEngine, type Collected } from '@/lib/engine/testing/engine-fixtures';
import type { RawServer } from '@/lib/engine/testing/start-raw-server';
import { startReplayServer } from '@/lib/engine/testing/start-replay-server';

const ENGINE = 'llama.cpp-b11669';
const ENDPOINTS = {
  '/v1/models': 'models',
  '/health': 'health',
  '/metrics': 'metrics',
  '/props': 'props',
  '/tokenize': 'tokenize-text',
  '/apply-template': 'apply-template-continue',
  '/v1/chat/completions': ['chat-tool', 'chat-thinking', 'chat-quick'],
};

let server: RawServer | null = null;
afterEach(() => server?.close());

async function ask(recording: string): Promise<Collected> {
  server = await startReplayServer(ENGINE, { '/v1/chat/completions': recording });
  return collect(
    streamCompletion({
      engine: testEngine(server.url, { capabilities: DEFAULT_CAPABILITIES.llamacpp }),
      messages: [{ role: 'user', content: '1+1=?' }],
      mode: 'quick',
      maxOutputTokens: 200,
      signal: new AbortController().signal,
      requestId: 'replay',
    }),
  );
}

describe('llama-server with its default flags', () => {
  it('is taken for slots that share one KV cache, and continues an unfinished answer', async () => {
    server = await startReplayServer(ENGINE, ENDPOINTS);
    const { capabilities, reported, steps } = await selfTest({ root: server.url });
    expect(reported).toEqual({ slots: 4, slotMemory: 'shared', kvTokens: 32_768, contextTokens: 32_768 });
    expect(capabilities).toMatchObject({
      make: 'llamacpp',
      version: 'b11669-Debian',
      tokenizer: 'text',
      metrics: 'llamacpp',
      toolCalls: true,
      reasoning: 'reasoning_content',
      thinkingSwitch: 'chat_template_kwargs',
      continuesFinalMessage: true,
      streamUsage: true,
    });
    expect(steps.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(['memory']);
  });

  it('counts a short prompt exactly', async () => {
    server = await startReplayServer(ENGINE, ENDPOINTS);
    const engine = testEngine(server.url, { capabilities: { ...DEFAULT_CAPABILITIES.llamacpp, tokenizer: 'text' } });
    const messages = [{ role: 'user', content: 'short' }] as const;
    expect(await countTokens({ ...PATIENT, engine, messages, mode: 'quick' })).toEqual({ tokens: 4, exact: true });
  });

  it.each(['kv-full-stream', 'kv-full-before'])(
    '%s: the card is full, not the question too long',
    async (recording) => {
      const { error } = await ask(recording);
      expect(error).toMatchObject({ kind: 'unavailable', code: 'engine-full' });
      expect(isEngineAway(error)).toBe(true);
    },
  );

  it('too-long: the question itself does not fit', async () => {
    const { error } = await ask('too-long');
    expect(error).toMatchObject({ kind: 'invalid', code: 'context-overflow' });
    expect(isEngineAway(error)).toBe(false);
  });

  it('a tool call comes whole, with usage', async () => {
    const { finish, events } = await ask('chat-tool');
    expect(events.filter(({ type }) => type === 'tool-call')).toMatchObject([{ name: 'weather' }]);
    expect(finish).toMatchObject({
      reason: 'tool-calls',
      usage: { promptTokens: 150, outputTokens: 19, cachedTokens: 0 },
    });
  });
});
