import { describe, expect, it } from 'vitest';

import { withEngine, type EngineClient } from '@/lib/demo-engine/internal/testing/engine-client';

const USAGE = { stream_options: { include_usage: true } };
const TOOLS = [
  {
    type: 'function',
    function: {
      name: 'get_weather',
      description: '天气',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  },
];
const TOO_LONG = '长'.repeat(90_000);

const status = async (client: EngineClient, path: string): Promise<number> => (await fetch(client.url + path)).status;

describe('dialects', () => {
  it('vllm-old: reasoning_content, gpu_cache_usage_perc, flat errors', () =>
    withEngine({ dialect: 'vllm-old' }, async (client) => {
      expect((await client.ask('你好')).raw).toContain('"reasoning_content":');
      expect(await (await fetch(client.url + '/metrics')).text()).toContain('vllm:gpu_cache_usage_perc');
      expect((await client.ask(TOO_LONG)).raw).toMatch(/^\{"object":"error".*in the messages/);
    }));

  it('llamacpp: null content first, timings last, props, slots, tokenize {content}, its own errors', () =>
    withEngine({ dialect: 'llamacpp' }, async (client) => {
      const answer = await client.ask('你好', { ...USAGE, return_progress: true });
      const role = answer.chunks.find((chunk) => chunk.choices?.[0]?.delta.role !== undefined);
      expect(role?.choices?.[0]?.delta).toEqual({ role: 'assistant', content: null });
      expect(answer.raw).toContain('"prompt_progress":{"total":');
      expect(answer.raw).toContain('"reasoning_content":');
      expect(answer.chunks.at(-1)?.timings?.prompt_n).toBeGreaterThan(0);
      expect(await client.getJson('/props')).toMatchObject({
        total_slots: 3,
        default_generation_settings: { n_ctx: 32_768 },
      });
      expect(await client.getJson('/slots')).toHaveLength(3);
      expect(await client.getJson('/v1/models')).not.toHaveProperty('data.0.max_model_len');
      const tokens: unknown = await (await client.post('/tokenize', { content: 'abc 123' })).json();
      expect(tokens).toHaveProperty('tokens.length', 5);
      const applied: unknown = await (
        await client.post('/apply-template', { messages: [{ role: 'user', content: '你好' }] })
      ).json();
      expect(applied).toEqual({ prompt: '<|im_start|>user\n你好<|im_end|>\n<|im_start|>assistant\n' });
      expect(await (await fetch(client.url + '/metrics')).text()).toContain('llamacpp:requests_deferred');
      const refused = await client.ask(TOO_LONG);
      expect(refused.raw).toMatch(/exceed_context_size_error.*"n_prompt_tokens":\d+,"n_ctx":32768/);
      await client.configure({ tokenize: false });
      expect((await client.post('/tokenize', { content: 'x' })).status).toBe(501);
    }));

  it('sglang: reasoning_content, its metrics, flat errors', () =>
    withEngine({ dialect: 'sglang' }, async (client) => {
      expect((await client.ask('你好')).raw).toContain('"reasoning_content":');
      expect(await (await fetch(client.url + '/metrics')).text()).toContain('sglang:num_queue_reqs');
      expect((await client.ask(TOO_LONG)).raw).toMatch(/^\{"object":"error"/);
    }));

  it('ollama: reasoning, whole tool calls, silent cutting, no metrics, no tokenizer', () =>
    withEngine({ dialect: 'ollama' }, async (client) => {
      expect((await client.ask('你好', { chat_template_kwargs: { enable_thinking: false } })).reasoning).not.toBe('');
      expect((await client.ask('你好', { reasoning_effort: 'none' })).reasoning).toBe('');
      const called = await client.ask('北京天气', { tools: TOOLS });
      expect(called.toolCalls).toEqual([{ name: 'get_weather', arguments: '{"city":"北京"}' }]);
      expect(called.chunks.filter((chunk) => chunk.choices?.[0]?.delta.tool_calls !== undefined)).toHaveLength(1);
      const long = [
        { role: 'user', content: TOO_LONG },
        { role: 'assistant', content: '好' },
        { role: 'user', content: '你好' },
      ];
      const cut = await client.ask('', { messages: long, ...USAGE });
      expect(cut.status).toBe(200);
      expect(cut.chunks.at(-1)?.usage?.prompt_tokens).toBeLessThan(1_000);
      expect(await client.getJson('/api/version')).toHaveProperty('version');
      expect([await status(client, '/metrics'), await status(client, '/health')]).toEqual([404, 404]);
      expect((await client.post('/tokenize', { prompt: 'x' })).status).toBe(404);
    }));

  it('mlc: thinking and tool calls stay in the content', () =>
    withEngine({ dialect: 'mlc' }, async (client) => {
      const thought = await client.ask('你好');
      expect(thought.reasoning).toBe('');
      expect(thought.content).toContain('</think>');
      const called = await client.ask('北京天气', { tools: TOOLS });
      expect([called.toolCalls.length, called.finishReason]).toEqual([0, 'tool_calls']);
      expect(called.content).toContain('<tool_call>');
      const history = [
        { role: 'user', content: 'x' },
        { role: 'assistant', content: '', tool_calls: [{ id: 'a', function: { name: 'f', arguments: '{}' } }] },
      ];
      const refused = await client.ask('', { messages: history });
      expect([refused.status, refused.raw.startsWith('"{')]).toEqual([400, true]);
    }));
});
