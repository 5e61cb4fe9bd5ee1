import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selfTest } from '@/lib/engine/self-test';
import { startDemoEngine, type DemoEngineProcess } from '@/lib/engine/testing/start-demo-engine';
import { startRawServer } from '@/lib/engine/testing/start-raw-server';

let demo: DemoEngineProcess;
beforeAll(async () => {
  demo = await startDemoEngine(['--unpaced']);
});
afterAll(() => demo.stop());

describe('selfTest', () => {
  it.each([
    [
      'vllm',
      {
        make: 'demo',
        reasoning: 'reasoning',
        thinkingSwitch: 'chat_template_kwargs',
        tokenizer: 'messages',
        metrics: 'vllm',
        continuesFinalMessage: true,
      },
    ],
    [
      'vllm-old',
      {
        make: 'demo',
        reasoning: 'reasoning_content',
        thinkingSwitch: 'chat_template_kwargs',
        tokenizer: 'messages',
        metrics: 'vllm',
      },
    ],
    [
      'llamacpp',
      {
        make: 'llamacpp',
        reasoning: 'reasoning_content',
        thinkingSwitch: 'chat_template_kwargs',
        tokenizer: 'text',
        metrics: 'llamacpp',
      },
    ],
    [
      'sglang',
      {
        make: 'sglang',
        reasoning: 'reasoning_content',
        thinkingSwitch: 'chat_template_kwargs',
        tokenizer: 'text',
        metrics: 'sglang',
      },
    ],
    [
      'ollama',
      {
        make: 'ollama',
        reasoning: 'reasoning',
        thinkingSwitch: 'reasoning_effort',
        tokenizer: 'none',
        metrics: 'none',
      },
    ],
    [
      'mlc',
      {
        make: 'mlc',
        reasoning: 'think-tags',
        thinkingSwitch: 'soft-switch',
        tokenizer: 'none',
        metrics: 'none',
        toolCalls: false,
      },
    ],
  ])('finds out what %s can do', async (dialect, expected) => {
    await demo.configure({ dialect });
    const { capabilities, isDemo, model, steps } = await selfTest({ root: demo.url });
    expect(capabilities).toMatchObject({ toolCalls: true, streamUsage: true, ...expected });
    expect(isDemo).toBe(true);
    expect(model).toBe('qwen3-14b-demo');
    expect(
      steps
        .filter((step) => ['models', 'make', 'thinking', 'quick', 'tools'].includes(step.name))
        .every((step) => step.ok),
    ).toBe(true);
  });

  it.each([
    ['vllm', { slots: null, slotMemory: 'batch', kvTokens: 71_488, contextTokens: 32_768 }],
    ['llamacpp', { slots: 3, slotMemory: 'own', kvTokens: 98_304, contextTokens: 32_768 }],
    ['sglang', { slots: 3, slotMemory: 'batch', kvTokens: 71_500, contextTokens: 32_768 }],
    ['mlc', { slots: null, slotMemory: 'batch', kvTokens: null, contextTokens: null }],
  ])('reads the size of %s', async (dialect, reported) => {
    await demo.configure({ dialect });
    expect((await selfTest({ root: demo.url })).reported).toEqual(reported);
  });

  it('finds out that there is no tokenizer, no metrics and no priority', async () => {
    await demo.configure({ dialect: 'vllm', tokenize: false, metrics: false, priorityScheduling: false });
    const { capabilities } = await selfTest({ root: demo.url });
    expect(capabilities).toMatchObject({ tokenizer: 'none', metrics: 'none' });
    expect(capabilities.unsupportedFields).toContain('priority');
    await demo.configure({ tokenize: true, metrics: true, priorityScheduling: true });
    expect((await selfTest({ root: demo.url })).capabilities.unsupportedFields).not.toContain('priority');
  });

  it('does not repeat what another process just found out', async () => {
    await demo.configure({ dialect: 'vllm' });
    const first = await selfTest({ root: demo.url });
    await demo.reset();
    const second = await selfTest({ root: demo.url, findKnown: () => Promise.resolve(first.capabilities) });
    expect(second.capabilities).toEqual(first.capabilities);
    expect((await demo.state()).requests).toEqual([]);
  });

  it('an unknown server that refuses fields beyond the protocol is used without them', async () => {
    const server = await startRawServer((socket, body) => {
      const [status, type, text] =
        body === ''
          ? ['200 OK', 'application/json', '{"object":"list","data":[{"id":"m","object":"model"}]}']
          : /top_k|chat_template_kwargs/.test(body)
            ? ['422 Unprocessable Entity', 'application/json', '{"detail":"extra fields not permitted"}']
            : [
                '200 OK',
                'text/event-stream',
                'data: {"choices":[{"delta":{"content":"2"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
              ];
      socket.write(
        `HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
      );
    });
    try {
      const { capabilities, model } = await selfTest({ root: server.url });
      expect(model).toBe('m');
      expect(capabilities).toMatchObject({ make: 'unknown', reasoning: 'none', streamUsage: false, tokenizer: 'none' });
      expect(capabilities.unsupportedFields).toEqual(
        expect.arrayContaining(['top_k', 'min_p', 'presence_penalty', 'chat_template_kwargs']),
      );
    } finally {
      await server.close();
    }
  });

  it('says that nothing answers', async () => {
    const gone = await startDemoEngine();
    await gone.stop();
    await expect(selfTest({ root: gone.url })).rejects.toMatchObject({ code: 'engine-refused' });
  });
});
