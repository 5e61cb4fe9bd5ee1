import { describe, expect, it } from 'vitest';

import { withEngine } from '@/lib/demo-engine/internal/testing/engine-client';

const USAGE = { stream_options: { include_usage: true } };
const WEATHER = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: '查询城市天气',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};

describe('chat completions', () => {
  it('streams as vLLM does: role, reasoning, content, finish reason, usage, [DONE]', () =>
    withEngine({}, async (client) => {
      const answer = await client.ask('[[demo tokens=50 think=20]] 你好', USAGE);
      const [first, ...rest] = answer.chunks;
      expect(first?.choices?.[0]?.delta).toEqual({ role: 'assistant', content: '' });
      expect(rest.filter((chunk) => chunk.choices?.[0]?.delta.reasoning !== undefined)).toHaveLength(20);
      expect(answer.reasoning).not.toBe('');
      expect(answer.finishReason).toBe('stop');
      expect(answer.chunks.at(-1)?.choices).toEqual([]);
      expect(answer.chunks.at(-1)?.usage).toMatchObject({ completion_tokens: 70 });
      expect(answer.raw.endsWith('data: [DONE]\n\n')).toBe(true);
    }));

  it('answers without a stream, the same text', () =>
    withEngine({}, async (client) => {
      const streamed = await client.ask('你好');
      const response = await client.post('/v1/chat/completions', { messages: [{ role: 'user', content: '你好' }] });
      expect(response.headers.get('x-yika-demo-engine')).toBe('1');
      expect(await response.json()).toMatchObject({
        object: 'chat.completion',
        choices: [
          {
            message: { role: 'assistant', content: streamed.content, reasoning: streamed.reasoning },
            finish_reason: 'stop',
          },
        ],
      });
    }));

  it('turns thinking off by template switch and by soft switch', () =>
    withEngine({}, async (client) => {
      expect((await client.ask('你好')).reasoning).not.toBe('');
      expect((await client.ask('你好', { chat_template_kwargs: { enable_thinking: false } })).reasoning).toBe('');
      expect((await client.ask('你好 /no_think')).reasoning).toBe('');
      expect((await client.ask('你好 /no_think /think')).reasoning).not.toBe('');
    }));

  it('stops at max_tokens and at stop strings', () =>
    withEngine({}, async (client) => {
      const cut = await client.ask('[[demo tokens=500]] 你好', { max_tokens: 7, ...USAGE });
      expect(cut.finishReason).toBe('length');
      expect(cut.chunks.at(-1)?.usage?.completion_tokens).toBe(7);
      const stopped = await client.ask('[[demo tokens=500]] 你好', { stop: ['。'] });
      expect(stopped.finishReason).toBe('stop');
      expect(stopped.content).not.toContain('。');
    }));

  it('continues the final message with the very same text', () =>
    withEngine({}, async (client) => {
      const question = '写一篇文章';
      const whole = await client.ask(question);
      const begun = await client.ask(question, { max_tokens: 120 });
      const rest = await client.ask('', {
        messages: [
          { role: 'user', content: question },
          { role: 'assistant', content: begun.content },
        ],
        add_generation_prompt: false,
        continue_final_message: true,
      });
      expect(begun.finishReason).toBe('length');
      expect(begun.content + rest.content).toBe(whole.content);
    }));

  it('calls a tool in fragments and answers from its result', () =>
    withEngine({}, async (client) => {
      const called = await client.ask('北京天气如何，要带伞吗？', { tools: [WEATHER] });
      expect(called.finishReason).toBe('tool_calls');
      expect(called.toolCalls).toEqual([{ name: 'get_weather', arguments: '{"city":"北京"}' }]);
      expect(
        called.chunks.filter((chunk) => chunk.choices?.[0]?.delta.tool_calls !== undefined).length,
      ).toBeGreaterThan(2);
      const messages = [
        { role: 'user', content: '北京天气如何，要带伞吗？' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"北京"}' } }],
        },
        { role: 'tool', tool_call_id: 'c1', content: '{"city":"北京","temperature":7,"condition":"小雨"}' },
      ];
      const answered = await client.ask('', { messages, tools: [WEATHER] });
      expect(answered.finishReason).toBe('stop');
      expect(answered.content).toMatch(/7[\s\S]*雨具/);
    }));

  it('reports cached tokens of a prompt it knows, apart by cache_salt', () =>
    withEngine({}, async (client) => {
      const question = '总结：' + '第三季度营收增长百分之十二。'.repeat(40);
      await client.ask(question, USAGE);
      const again = await client.ask(question, USAGE);
      const salted = await client.ask(question, { ...USAGE, cache_salt: 'other' });
      expect(again.chunks.at(-1)?.usage?.prompt_tokens_details?.cached_tokens).toBeGreaterThan(100);
      expect(salted.chunks.at(-1)?.usage?.prompt_tokens_details).toBeUndefined();
    }));

  it('frees slot and cache at once when the client hangs up', () =>
    withEngine({ unpaced: false }, async (client) => {
      const hangUp = new AbortController();
      const response = await client.post(
        '/v1/chat/completions',
        { stream: true, messages: [{ role: 'user', content: '[[demo tokens=20000]]' }] },
        { signal: hangUp.signal, headers: { 'x-request-id': 'run-1' } },
      );
      await client.until((state) => (state.running[0]?.tokens ?? 0) > 0);
      hangUp.abort();
      await expect(response.text()).rejects.toThrow();
      const state = await client.until((one) => one.running.length === 0);
      expect(state.kvTokensUsed).toBe(0);
      expect(state.counters.aborted).toBe(1);
      expect(state.counters.lastAbortMs).not.toBeNull();
      expect(state.requests[0]).toMatchObject({ requestId: 'run-1', outcome: 'aborted' });
    }));

  it('makes a fourth request wait, and counts it', () =>
    withEngine({ unpaced: false, decodeTokensPerSecond: [2_000], prefillTokensPerSecond: 1e6 }, async (client) => {
      const hangUp = new AbortController();
      const endless = () =>
        client.ask('[[demo tokens=20000]]', {}, { signal: hangUp.signal }).catch((error: unknown) => error);
      const asked = [endless(), endless(), endless()];
      await client.until((state) => state.running.length === 3);
      asked.push(endless());
      await client.until((state) => state.waiting.length === 1);
      hangUp.abort();
      await Promise.all(asked);
      const { counters } = await client.until((state) => state.running.length === 0 && state.waiting.length === 0);
      expect(counters).toMatchObject({ maxSlotsInUse: 3, requestsThatWaited: 1, submitted: 4 });
      expect(counters.busyMs).toBeGreaterThan(0);
    }));
});

describe('refusals', () => {
  const cases: [string, unknown, number, RegExp][] = [
    [
      'an unknown model',
      { model: 'gpt-9', messages: [{ role: 'user', content: 'x' }] },
      404,
      /The model `gpt-9` does not exist/,
    ],
    ['no messages', { messages: [] }, 400, /BadRequestError/],
    [
      'a prompt that is too long',
      { messages: [{ role: 'user', content: '长'.repeat(90_000) }] },
      400,
      /maximum context length is 32768 tokens/,
    ],
    [
      'an answer that is too long',
      { max_tokens: 40_000, messages: [{ role: 'user', content: 'x' }] },
      400,
      /maximum context length/,
    ],
    ['two answers', { n: 2, messages: [{ role: 'user', content: 'x' }] }, 400, /'n'/],
    [
      'a tool choice without tools',
      { tool_choice: 'required', messages: [{ role: 'user', content: 'x' }] },
      400,
      /tools/,
    ],
  ];
  it.each(cases)('refuses %s', (_name, body, status, wording) =>
    withEngine({}, async (client) => {
      const response = await client.post('/v1/chat/completions', body);
      expect(response.status).toBe(status);
      expect(await response.text()).toMatch(wording);
    }),
  );

  it('refuses bad JSON, a wrong key and priorities it does not schedule', () =>
    withEngine({ apiKey: 'secret', priorityScheduling: false }, async (client) => {
      const bad = await fetch(client.url + '/v1/chat/completions', {
        method: 'POST',
        body: '{"mess',
        headers: { authorization: 'Bearer secret' },
      });
      expect(bad.status).toBe(400);
      expect((await client.ask('你好')).status).toBe(401);
      const headers = { authorization: 'Bearer secret' };
      expect((await client.ask('你好', { priority: 3 }, { headers })).status).toBe(400);
      expect((await client.ask('你好', {}, { headers })).status).toBe(200);
    }));
});

describe('other endpoints', () => {
  it('lists its model, its version and its health', () =>
    withEngine({}, async (client) => {
      expect(await client.getJson('/v1/models')).toMatchObject({
        data: [{ id: 'qwen3-14b-demo', owned_by: 'yika-demo', max_model_len: 32_768 }],
      });
      expect(await client.getJson('/version')).toMatchObject({ demo: true });
      const health = await fetch(client.url + '/health');
      expect([health.status, await health.text()]).toEqual([200, '']);
    }));

  it('counts tokens as usage does, template and tools included', () =>
    withEngine({}, async (client) => {
      const messages = [
        { role: 'system', content: '你是助手' },
        { role: 'user', content: '北京天气' },
      ];
      const counted: unknown = await (await client.post('/tokenize', { messages, tools: [WEATHER] })).json();
      const answer = await client.ask('', { messages, tools: [WEATHER], ...USAGE });
      expect(counted).toMatchObject({ count: answer.chunks.at(-1)?.usage?.prompt_tokens, max_model_len: 32_768 });
      const plain: unknown = await (await client.post('/tokenize', { messages })).json();
      expect(plain).not.toEqual(counted);
      const text: unknown = await (await client.post('/tokenize', { prompt: 'abc 123' })).json();
      expect(text).toMatchObject({ count: 5 });
    }));

  it('writes metrics, and none when switched off', () =>
    withEngine({}, async (client) => {
      await client.ask('你好');
      const text = await (await fetch(client.url + '/metrics')).text();
      for (const name of [
        'num_requests_running',
        'num_requests_waiting',
        'kv_cache_usage_perc',
        'prefix_cache_queries_total',
        'prefix_cache_hits_total',
        'time_to_first_token_seconds_bucket',
        'num_preemptions_total',
        'prompt_tokens_total',
        'generation_tokens_total',
      ]) {
        expect(text).toContain('vllm:' + name);
      }
      expect(text).toMatch(/vllm:cache_config_info\{block_size="16".*num_gpu_blocks="4468"\} 1/);
      await client.configure({ metrics: false, tokenize: false });
      expect((await fetch(client.url + '/metrics')).status).toBe(404);
      expect((await client.post('/tokenize', { prompt: 'x' })).status).toBe(404);
    }));
});

describe('control', () => {
  it('changes one setting and leaves the others', () =>
    withEngine({ slots: 7 }, async (client) => {
      await client.configure({ kvTokens: 1_000 });
      expect(await client.getJson('/control/state')).toMatchObject({
        settings: { slots: 7, kvTokens: 1_000, unpaced: true },
      });
      expect((await client.post('/control/configure', { slots: 0 })).status).toBe(400);
      expect((await client.post('/control/configure', { nonsense: 1 })).status).toBe(400);
    }));

  it('resets its counters and its log', () =>
    withEngine({}, async (client) => {
      await client.ask('你好');
      expect((await client.state()).requests).toHaveLength(1);
      await client.post('/control/reset', {});
      const state = await client.state();
      expect([state.requests.length, state.counters.submitted, state.counters.maxSlotsInUse]).toEqual([0, 0, 0]);
    }));

  it('is closed to web pages', () =>
    withEngine({}, async (client) => {
      const response = await fetch(client.url + '/control/state', { headers: { origin: 'http://evil.test' } });
      expect(response.status).toBe(403);
    }));
});
