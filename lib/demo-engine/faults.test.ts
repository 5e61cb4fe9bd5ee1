import { setTimeout } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { withEngine } from '@/lib/demo-engine/internal/testing/engine-client';

const LONG = '[[demo tokens=60]] 你好';

describe('scripted faults', () => {
  it('hits so many requests, only those with the marker', () =>
    withEngine({}, async (client) => {
      await client.script({ fault: 'forced-text', text: '一', times: 2, marker: '目标' });
      const contents = [];
      for (const question of ['目标', '你好', '目标', '目标'])
        contents.push((await client.ask(question)).content === '一');
      expect(contents).toEqual([true, false, true, false]);
    }));

  it('cut-utf8: pieces end inside characters, the whole is intact', () =>
    withEngine({ unpacedBatchTokens: 4 }, async (client) => {
      const intact = await client.ask(LONG);
      await client.script({ fault: 'cut-utf8' });
      const cut = await client.ask(LONG);
      expect(cut.content).toBe(intact.content);
      const decode = (part: Uint8Array): string => new TextDecoder().decode(part);
      expect(cut.parts.some((part) => decode(part).includes('\ufffd'))).toBe(true);
    }));

  it('comments: keep-alive lines before and between', () =>
    withEngine({}, async (client) => {
      await client.script({ fault: 'comments' });
      const answer = await client.ask(LONG);
      expect(answer.raw.startsWith(': keep-alive\n\n')).toBe(true);
      expect(answer.finishReason).toBe('stop');
    }));

  const shapes: [string, number, RegExp][] = [
    ['vllm', 500, /^\{"error":\{"message"/],
    ['vllm-old', 500, /^\{"object":"error","message"/],
    ['llamacpp', 500, /"type":"server_error"/],
    ['sglang', 200, /^data: \{"error":/],
    ['ollama', 500, /"type":"api_error"/],
    ['mlc', 500, /^"\{\\"object\\":\\"error\\"/],
  ];
  it.each(shapes)('error-before in the shape of %s', (shape, status, body) =>
    withEngine({}, async (client) => {
      await client.script({ fault: 'error-before', shape });
      const answer = await client.ask(LONG);
      expect(answer.status).toBe(status);
      expect(answer.raw).toMatch(body);
    }),
  );

  it('error-mid: text, an error, [DONE] as vLLM and none as llama.cpp', () =>
    withEngine({}, async (client) => {
      for (const [shape, isDone] of [
        ['vllm', true],
        ['llamacpp', false],
      ] as const) {
        await client.script({ fault: 'error-mid', shape, afterTokens: 8 });
        const answer = await client.ask(LONG);
        expect(answer.content).not.toBe('');
        expect(answer.finishReason).toBeNull();
        expect(answer.chunks.at(-1)?.error).toBeDefined();
        expect(answer.isDone).toBe(isDone);
      }
      expect((await client.state()).requests.map((one) => one.outcome)).toEqual(['failed', 'failed']);
    }));

  it('no-done and no-finish-reason: whole text without its end', () =>
    withEngine({}, async (client) => {
      const intact = await client.ask(LONG);
      await client.script({ fault: 'no-done' });
      const noDone = await client.ask(LONG);
      expect([noDone.content, noDone.finishReason, noDone.isDone]).toEqual([intact.content, 'stop', false]);
      await client.script({ fault: 'no-finish-reason' });
      const noReason = await client.ask(LONG);
      expect([noReason.content, noReason.finishReason, noReason.isDone]).toEqual([intact.content, null, true]);
    }));

  it('bare-eof and reset: an end in the middle, the slot freed', () =>
    withEngine({}, async (client) => {
      await client.script({ fault: 'bare-eof', afterTokens: 10 });
      const eof = await client.ask(LONG);
      expect([eof.finishReason, eof.isDone, eof.isBroken]).toEqual([null, false, false]);
      expect(eof.content).not.toBe('');
      await client.script({ fault: 'reset', afterTokens: 10 });
      const reset = await client.ask(LONG);
      expect(reset.isBroken).toBe(true);
      expect(reset.content).toBe(eof.content);
      expect((await client.state()).running).toEqual([]);
    }));

  it('stall-first: headers, no token, until aborted', () =>
    withEngine({}, async (client) => {
      await client.script({ fault: 'stall-first' });
      const hangUp = new AbortController();
      const response = await client.post(
        '/v1/chat/completions',
        { stream: true, messages: [{ role: 'user', content: LONG }] },
        { signal: hangUp.signal },
      );
      expect(response.status).toBe(200);
      const state = await client.until((one) => one.running[0]?.phase === 'stalled');
      expect(state.running[0]?.tokens).toBe(0);
      hangUp.abort();
      await client.until((one) => one.running.length === 0);
    }));

  it('stall-first and stall-mid: go on after their time', () =>
    withEngine({}, async (client) => {
      const intact = await client.ask(LONG);
      await client.script({ fault: 'stall-first', ms: 30 });
      expect((await client.ask(LONG)).content).toBe(intact.content);
      await client.script({ fault: 'stall-mid', ms: 30, afterTokens: 9 });
      expect((await client.ask(LONG)).content).toBe(intact.content);
    }));

  it('stall-mid: keeps its slot in the middle of the text', () =>
    withEngine({}, async (client) => {
      await client.script({ fault: 'stall-mid', afterTokens: 9 });
      const hangUp = new AbortController();
      const answer = client.post(
        '/v1/chat/completions',
        { stream: true, messages: [{ role: 'user', content: LONG }] },
        { signal: hangUp.signal },
      );
      const state = await client.until((one) => one.running[0]?.phase === 'stalled');
      expect(state.running[0]?.tokens).toBe(9);
      await answer;
      hangUp.abort();
      await client.until((one) => one.running.length === 0);
    }));

  it('slow: one answer crawls while others fly', () =>
    withEngine({}, async (client) => {
      await client.script({ fault: 'slow', tokensPerSecond: 1, marker: '慢' });
      const hangUp = new AbortController();
      const slow = client
        .ask('[[demo tokens=1000]] 慢', {}, { signal: hangUp.signal })
        .catch((error: unknown) => error);
      await client.until((one) => one.running.length === 1);
      expect((await client.ask(LONG)).finishReason).toBe('stop');
      expect((await client.state()).running[0]?.tokens).toBeLessThan(1_000);
      hangUp.abort();
      await slow;
    }));

  it('stall-first: its time also runs while the request waits for the card', () =>
    withEngine({ slots: 1, unpaced: false }, async (client) => {
      const hangUp = new AbortController();
      const first = client.ask('[[demo tokens=20000]]', {}, { signal: hangUp.signal }).catch((error: unknown) => error);
      await client.until((state) => state.running.length === 1);
      await client.script({ fault: 'stall-first', ms: 50, marker: '后来' });
      const second = client.ask('后来');
      await client.until((state) => state.waiting.length === 1);
      await setTimeout(200);
      hangUp.abort();
      await first;
      expect((await second).finishReason).toBe('stop');
    }));

  it('refuse: no connection for a while, then again', () =>
    withEngine({}, async (client) => {
      await client.script({ fault: 'refuse', ms: 1_500 });
      const tryOnce = (): Promise<boolean> =>
        fetch(client.url + '/health', { headers: { connection: 'close' } }).then(
          (one) => one.ok,
          () => false,
        );
      let refusals = 0;
      while (!(await tryOnce())) refusals += 1;
      expect(refusals).toBeGreaterThan(0);
    }));

  it('think-leak and tool-call-leak: tags in the content', () =>
    withEngine({}, async (client) => {
      await client.script({ fault: 'think-leak' });
      const leaked = await client.ask('你好');
      expect(leaked.content).toMatch(/^<think>\n[\s\S]+<\/think>\n\n/);
      expect(leaked.reasoning).toBe('');
      await client.script({ fault: 'tool-call-leak', name: 'get_weather', arguments: { city: '北京' } });
      const call = await client.ask('你好');
      expect(call.content).toContain(
        '<tool_call>\n{"name": "get_weather", "arguments": {"city":"北京"}}\n</tool_call>',
      );
      expect(call.finishReason).toBe('stop');
    }));

  it('broken-tool-call and forced-tool-call: what a model should not do', () =>
    withEngine({}, async (client) => {
      await client.script({ fault: 'broken-tool-call', name: 'get_weather' });
      const broken = await client.ask('你好');
      expect(broken.finishReason).toBe('tool_calls');
      expect(() => JSON.parse(broken.toolCalls[0]?.arguments ?? '') as unknown).toThrow(SyntaxError);
      await client.script({
        fault: 'forced-tool-call',
        calls: [
          { name: 'drop_database', arguments: { sure: true } },
          { name: 'b', arguments: 'x' },
        ],
      });
      expect((await client.ask('你好')).toolCalls).toEqual([
        { name: 'drop_database', arguments: '{"sure":true}' },
        { name: 'b', arguments: 'x' },
      ]);
    }));

  it('junk-line: a line that is no JSON, and the stream goes on', () =>
    withEngine({}, async (client) => {
      await client.script({ fault: 'junk-line', afterTokens: 5 });
      const answer = await client.ask(LONG);
      expect(answer.raw).toContain('data: {"choices":[{"delta":\n\n');
      expect(answer.finishReason).toBe('stop');
    }));

  // A slow clock: tokens are due in the very moment the engine dies, and come before its error.
  it.each([1, 1_000])(
    'engine-dead: running requests fail, everything is 503 until cleared (a tick of %i ms)',
    (tickMs) =>
      withEngine({ unpaced: false, tickMs }, async (client) => {
        const running = client.ask('[[demo tokens=20000]]');
        await client.until((one) => (one.running[0]?.tokens ?? 0) > 2);
        await setTimeout(100);
        await client.script({ fault: 'engine-dead' });
        const { chunks, isDone } = await running;
        expect(chunks.at(-1)?.error).toBeDefined();
        expect(isDone).toBe(true);
        expect((await fetch(client.url + '/health')).status).toBe(503);
        expect((await client.ask('你好')).status).toBe(503);
        await client.script({ clear: true });
        expect((await client.ask('你好')).status).toBe(200);
      }),
  );

  it('metrics-garbage: 200 and nonsense', () =>
    withEngine({}, async (client) => {
      await client.script({ fault: 'metrics-garbage', times: 1 });
      expect(await (await fetch(client.url + '/metrics')).text()).toContain('banana');
      expect(await (await fetch(client.url + '/metrics')).text()).toContain('# TYPE');
    }));

  it('refuses a script it does not know', () =>
    withEngine({}, async (client) => {
      expect((await client.post('/control/script', { fault: 'nonsense' })).status).toBe(400);
    }));
});
