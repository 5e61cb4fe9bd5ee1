import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { EngineCapabilities } from '@/lib/engine/contracts';
import { DEFAULT_CAPABILITIES } from '@/lib/engine/internal/default-capabilities';
import { streamCompletion, type StreamCompletionInput } from '@/lib/engine/stream-completion';
import { collect, testEngine, type Collected } from '@/lib/engine/testing/engine-fixtures';
import { deltaEvent, startRawServer, STREAM_HEAD, type RawServer } from '@/lib/engine/testing/start-raw-server';

let server: RawServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

async function ask(url: string, given: Partial<StreamCompletionInput> = {}): Promise<Collected> {
  const messages = [{ role: 'user', content: 'hi' }] as const;
  return collect(
    streamCompletion({
      engine: testEngine(url),
      messages,
      mode: 'quick',
      maxOutputTokens: 50,
      signal: new AbortController().signal,
      requestId: 'raw',
      ...given,
    }),
  );
}

async function answerOf(bytes: string | Buffer): Promise<Collected> {
  server = await startRawServer(
    (socket) => void socket.end(Buffer.concat([Buffer.from(STREAM_HEAD), Buffer.from(bytes)])),
  );
  return ask(server.url);
}

const STOP = deltaEvent({}, 'stop');

describe('bytes', () => {
  it('every byte in a packet of its own', async () => {
    const body = Buffer.from(
      deltaEvent({ content: '中😀文' }) + deltaEvent({ content: '完' }) + STOP + 'data: [DONE]\n\n',
    );
    server = await startRawServer(async (socket) => {
      socket.write(STREAM_HEAD);
      for (const byte of body) {
        socket.write(Buffer.from([byte]));
        await new Promise((resolve) => setImmediate(resolve));
      }
      socket.end();
    });
    const { text, finish, error } = await ask(server.url);
    expect(error).toBeNull();
    expect(text).toBe('中😀文完');
    expect(finish?.reason).toBe('stop');
  });

  it('CRLF line ends, no blank after the colon, events and ids, comments without blank', async () => {
    const body = `:hello\r\nevent: message\r\nid: 7\r\nretry: 10\r\n${deltaEvent({ content: 'a' }).trim().replace('data: ', 'data:')}\r\n\r\n:\r\n${STOP}data:[DONE]\r\n\r\n`;
    const { text, finish, error } = await answerOf(body);
    expect(error).toBeNull();
    expect(text).toBe('a');
    expect(finish?.reason).toBe('stop');
  });

  it('an emoji escaped as two halves in two deltas', async () => {
    const half = (unit: string): string => `data: {"choices":[{"delta":{"content":"${unit}"}}]}\n\n`;
    const { text, events } = await answerOf(half('a\\ud83d') + half('\\ude00b') + STOP);
    expect(text).toBe('a😀b');
    for (const event of events) if (event.type === 'text') expect(event.text.isWellFormed()).toBe(true);
  });

  it('quotes, backslashes and control characters survive the merging', async () => {
    const pieces = ['plain', ' "quoted"', ' back\\slash', '\n\t', 'tail\\', '"', '\u0001', '</think>`'];
    const { text } = await answerOf(
      deltaEvent({ content: 'x' }) + pieces.map((content) => deltaEvent({ content })).join('') + STOP,
    );
    expect(text).toBe(`x${pieces.join('').replace('</think>', '')}`);
  });

  it('a last line without a line end, and no [DONE]', async () => {
    const { text, finish, error } = await answerOf(deltaEvent({ content: 'a' }) + STOP.trimEnd());
    expect(error).toBeNull();
    expect(text).toBe('a');
    expect(finish?.reason).toBe('stop');
  });

  it('nothing at all', async () => {
    expect((await answerOf('')).error).toMatchObject({ code: 'engine-ended-early' });
  });

  it('a line cut by the end', async () => {
    const { text, error } = await answerOf(
      deltaEvent({ content: 'kept' }) + deltaEvent({ content: 'lost' }).slice(0, 40),
    );
    expect(text).toBe('kept');
    expect(error).toMatchObject({ code: 'engine-ended-early' });
  });

  it('deltas that arrive together are one event, in their order', async () => {
    const body =
      deltaEvent({ content: 't0' }) +
      deltaEvent({ reasoning: 'r1' }) +
      deltaEvent({ reasoning_content: 'r2' }) +
      deltaEvent({ content: 't1' }) +
      deltaEvent({ content: 't2' }) +
      STOP;
    const { events } = await answerOf(body);
    expect(events.filter((event) => event.type === 'text' || event.type === 'reasoning')).toEqual([
      { type: 'text', text: 't0' },
      { type: 'reasoning', text: 'r1r2' },
      { type: 'text', text: 't1t2' },
    ]);
  });
});

describe('errors in a stream', () => {
  it.each([
    ['as an SSE field of its own', 'error: {"code":500,"message":"boom","type":"server_error"}\n\n'],
    ['as a bare body', '{"error":{"message":"boom"}}'],
    ['as an error event', 'event: error\ndata: {"error":"boom"}\n\n'],
    ['as text in the error', 'data: {"error":{"detail":"boom"}}\n\n'],
  ])('%s', async (_name, failure) => {
    const { text, error } = await answerOf(deltaEvent({ content: 'kept' }) + failure);
    expect(text).toBe('kept');
    expect(error).toMatchObject({ code: 'engine-error-midstream', detail: 'boom' });
  });

  it('nothing after it counts', async () => {
    const { text, error } = await answerOf(
      `${deltaEvent({ content: 'kept' })}data: {"error":{"message":"boom"}}\n\n${deltaEvent({ content: 'ghost' })}data: [DONE]\n\n`,
    );
    expect(text).toBe('kept');
    expect(error).toMatchObject({ code: 'engine-error-midstream' });
  });

  it('recognises a context overflow that is reported in the stream', async () => {
    const { error } = await answerOf(
      'data: {"error":{"message":"The input (99 tokens) is longer than the model\'s context length (50 tokens).","code":400}}\n\n',
    );
    expect(error).toMatchObject({ kind: 'invalid', code: 'context-overflow' });
  });

  it('an error page in HTML', async () => {
    server = await startRawServer(
      (socket) =>
        void socket.end(
          'HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n<html>nginx</html>',
        ),
    );
    expect((await ask(server.url)).error).toMatchObject({
      code: 'engine-http',
      detail: 'HTTP 502: <html>nginx</html>',
      values: { status: 502 },
    });
  });

  it('an end of a thought that never began turns the text before it into reasoning, unless reasoning came apart', async () => {
    const thought =
      deltaEvent({ content: '先想' }) + deltaEvent({ content: '</think>\n\n你好' }) + deltaEvent({}, 'stop');
    expect((await answerOf(thought)).events.map((event) => ('text' in event ? event.text : event.type))).toEqual([
      '先想',
      'text-was-reasoning',
      '你好',
      'finish',
    ]);
    const apart = await answerOf(deltaEvent({ reasoning_content: '想' }) + thought);
    expect(apart).toMatchObject({ reasoning: '想', text: '先想\n\n你好' });
  });

  it('a tool call that never gets a name does not take the text with it', async () => {
    const { text, finish, error } = await answerOf(
      deltaEvent({ content: 'kept' }) +
        deltaEvent({ tool_calls: [{ index: 0, function: { arguments: '{}' } }] }) +
        deltaEvent({}, 'tool_calls'),
    );
    expect(error).toBeNull();
    expect(text).toBe('kept');
    expect(finish?.reason).toBe('stop');
  });
});

describe('connections', () => {
  const chunked = (body: string): string =>
    `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

  it('a pooled connection that the engine closed meanwhile is replaced without anyone noticing', async () => {
    let answers = 0;
    server = await startRawServer((socket) => {
      answers += 1;
      // Closes on the second request of a connection, before a byte of the answer.
      if (answers === 2) socket.resetAndDestroy();
      else socket.write(chunked(`${deltaEvent({ content: `answer ${answers}` })}${STOP}data: [DONE]\n\n`));
    });
    expect((await ask(server.url)).text).toBe('answer 1');
    const second = await ask(server.url);
    expect(second.error).toBeNull();
    expect(second.text).toBe('answer 3');
  });

  it('an answer that is complete ends although the connection stays open', async () => {
    server = await startRawServer((socket) => {
      socket.write(STREAM_HEAD + deltaEvent({ content: 'a' }) + STOP);
    });
    const { text, finish, error } = await ask(server.url, { limits: { firstTokenMs: 20_000, betweenTokensMs: 200 } });
    expect(error).toBeNull();
    expect(text).toBe('a');
    expect(finish?.reason).toBe('stop');
  });
});

describe('what is sent', () => {
  const bodySchema = z.record(z.string(), z.unknown());

  async function sent(
    capabilities: EngineCapabilities,
    given: Partial<StreamCompletionInput> = {},
  ): Promise<Record<string, unknown>> {
    server = await startRawServer((socket) => void socket.end(STREAM_HEAD + STOP));
    await ask(server.url, { engine: testEngine(server.url, { capabilities }), ...given });
    return bodySchema.parse(JSON.parse(server.bodies[0] ?? ''));
  }

  it('Qwen3 sampling by mode', async () => {
    expect(await sent(DEFAULT_CAPABILITIES.vllm, { mode: 'thinking' })).toMatchObject({
      ...{ temperature: 0.6, top_p: 0.95, top_k: 20, min_p: 0, presence_penalty: 1.5, max_tokens: 50, stream: true },
      ...{ stream_options: { include_usage: true }, chat_template_kwargs: { enable_thinking: true } },
    });
    await server?.close();
    expect(await sent(DEFAULT_CAPABILITIES.vllm, { mode: 'quick' })).toMatchObject({
      temperature: 0.7,
      top_p: 0.8,
      chat_template_kwargs: { enable_thinking: false },
    });
  });

  it('to Ollama: no fields it drops, thinking off by effort', async () => {
    const body = await sent(DEFAULT_CAPABILITIES.ollama);
    expect(body.reasoning_effort).toBe('none');
    for (const field of ['top_k', 'min_p', 'chat_template_kwargs', 'cache_salt', 'user'])
      expect(body).not.toHaveProperty(field);
  });

  it('to MLC-LLM: no user, thinking off by the soft switch', async () => {
    const body = await sent(DEFAULT_CAPABILITIES.mlc, {
      cacheSalt: 's',
      messages: [{ role: 'user', content: '几点了' }],
    });
    for (const field of ['user', 'cache_salt', 'top_k']) expect(body).not.toHaveProperty(field);
    expect(body.messages).toEqual([{ role: 'user', content: '几点了 /no_think' }]);
  });

  it('an unfinished answer is continued without thinking', async () => {
    const messages = [
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: 'Hel' },
    ] as const;
    expect(
      await sent(DEFAULT_CAPABILITIES.vllm, {
        mode: 'thinking',
        messages,
        continueFinalMessage: true,
        cacheSalt: 'salt',
        priority: 3,
      }),
    ).toMatchObject({
      ...{
        continue_final_message: true,
        add_generation_prompt: false,
        chat_template_kwargs: { enable_thinking: false },
        cache_salt: 'salt',
        messages,
      },
    });
  });

  it('soft switches of users have no effect', async () => {
    const content = '/no_think 你好/no_think，/think 看 /usr/bin/think 和 thinking';
    const { messages } = await sent(DEFAULT_CAPABILITIES.vllm, { messages: [{ role: 'user', content }] });
    expect(messages).toEqual([
      { role: 'user', content: '/\u2060no_think 你好/\u2060no_think，/\u2060think 看 /usr/bin/think 和 thinking' },
    ]);
  });
});
