import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, jsonSchema, Output, streamText, tool } from 'ai';
import OpenAI from 'openai';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import * as chat from '@/app/v1/chat/completions/route';
import * as completions from '@/app/v1/completions/route';
import * as embeddings from '@/app/v1/embeddings/route';
import * as model from '@/app/v1/models/[model]/route';
import * as models from '@/app/v1/models/route';
import * as tokenize from '@/app/v1/tokenize/route';
import { stopListening } from '@/lib/db/listen';
import { createPerson, type SeedPerson } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import { getEngine } from '@/lib/engine/current-engine';
import { startDemoEngine, type DemoEngineProcess } from '@/lib/engine/testing/start-demo-engine';
import type { CreatedKey } from '@/lib/gateway/contracts';
import { createKey, createProgramKey } from '@/lib/gateway/create-key';
import { endOwnKey } from '@/lib/gateway/end-key';
import { listOwnKeys } from '@/lib/gateway/list-keys';
import { ask } from '@/lib/runs/ask';
import { startRuns, stopRuns } from '@/lib/runs/start-runs';

// The clients are the official ones, unmodified; only their `fetch` calls the routes without a server in between.

useTestDatabase();
let demo: DemoEngineProcess;
let li: SeedPerson;
let key: CreatedKey;

const principal = (person = li) => ({
  personId: person.id,
  sessionId: crypto.randomUUID(),
  name: person.name,
  role: person.role,
  mustChangePassword: false,
});

const ROUTES: Readonly<Record<string, typeof chat.POST>> = {
  'POST /v1/chat/completions': chat.POST,
  'POST /v1/completions': completions.POST,
  'POST /v1/embeddings': embeddings.POST,
  'GET /v1/models': models.GET,
  'POST /v1/tokenize': tokenize.POST,
};
const callRoute: typeof fetch = async (input, init) => {
  const request = new Request(input, init);
  const { pathname } = new URL(request.url);
  const name = pathname.split('/v1/models/')[1];
  const route = name === undefined ? ROUTES[`${request.method} ${pathname}`] : model.GET;
  const response = await route?.(request, { params: Promise.resolve({ model: name }) });
  request.signal.throwIfAborted();
  return response ?? new Response(null, { status: 404 });
};
const openAi = (secret = key.secret, maxRetries = 0) =>
  new OpenAI({ apiKey: secret, baseURL: 'http://yika.test/v1', fetch: callRoute, maxRetries });

beforeAll(async () => {
  demo = await startDemoEngine([]);
  vi.stubEnv('ENGINE_URL', demo.url);
  vi.stubEnv('ENGINE_MAX_CONCURRENT', '1');
  li = await createPerson({ role: 'employee', name: '小李' });
  key = await createKey(principal(), { name: 'script', expiresInDays: null, allowsTools: true });
  await startRuns();
  await vi.waitUntil(() => getEngine().state === 'online', 10_000);
});
afterEach(() => demo.reset());
afterAll(async () => {
  await stopRuns();
  await stopListening();
  await demo.stop();
  vi.unstubAllEnvs();
});

const ask1 = (content: string) => ({ model: 'default', messages: [{ role: 'user' as const, content }] });
const statusOf = async (id: string) => {
  const { rows } = await sqlRunner().query<{ status: string }>('SELECT status::text AS status FROM run WHERE id = $1', [
    id.replace('chatcmpl-', ''),
  ]);
  return rows[0]?.status;
};
const WEATHER = {
  name: 'get_weather',
  description: '查询城市天气',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
} as const;

describe('the official client of OpenAI', () => {
  it('gets an answer, whose usage counts for the owner of the key', async () => {
    const { data, response } = await openAi().chat.completions.create(ask1('你好')).withResponse();
    const [choice] = data.choices;
    expect(choice?.finish_reason).toBe('stop');
    expect(choice?.message.content).toBeTruthy();
    expect(data.usage?.total_tokens).toBe((data.usage?.prompt_tokens ?? 0) + (data.usage?.completion_tokens ?? 0));
    expect(data.model).toBe(getEngine().model);
    expect(data.id).toBe(`chatcmpl-${response.headers.get('x-yika-run')}`);
    const { rows } = await sqlRunner().query(
      `SELECT person_id AS person, kind::text AS kind, band::text AS band, output_tokens AS output FROM run WHERE id = $1`,
      [response.headers.get('x-yika-run')],
    );
    expect(rows).toEqual([{ person: li.id, kind: 'api', band: 'background', output: data.usage?.completion_tokens }]);
    const [own] = await listOwnKeys(principal());
    expect(own?.usage.requests).toBeGreaterThan(0);
    expect(own?.usage.outputTokens).toBeGreaterThan(0);
    await vi.waitUntil(async () => (await listOwnKeys(principal()))[0]?.lastUsedAt !== null);
  });

  it('streams text and usage, with the same text as without streaming', async () => {
    const whole = await openAi().chat.completions.create(ask1('[[demo tokens=40]]'));
    const stream = await openAi().chat.completions.create({
      ...ask1('[[demo tokens=40]]'),
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    const ends: unknown[] = [];
    let usage: unknown = null;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      if (chunk.choices[0]?.finish_reason) ends.push(chunk.choices[0].finish_reason);
      usage = chunk.usage ?? usage;
    }
    expect(text).toBe(whole.choices[0]?.message.content);
    expect(ends).toEqual(['stop']);
    expect(usage).toMatchObject({ completion_tokens: 40 });
  });

  it('gets reasoning only when it asks for it', async () => {
    await demo.script({ fault: 'forced-text', text: '你好。', reasoning: '先想。' });
    const thought = await openAi().chat.completions.create({ ...ask1('你好'), reasoning_effort: 'high' });
    expect(thought.choices[0]?.message).toMatchObject({ content: '你好。', reasoning_content: '先想。' });
    const quick = await openAi().chat.completions.create(ask1('你好'));
    expect(quick.choices[0]?.message).not.toHaveProperty('reasoning_content');
  });

  it.each([false, true])('calls tools and gives their results (stream: %s)', async (stream) => {
    const tools = [{ type: 'function' as const, function: WEATHER }];
    const messages = [{ role: 'user' as const, content: '查一下杭州的天气' }];
    await demo.script({ fault: 'forced-tool-call', calls: [{ name: 'get_weather', arguments: { city: '杭州' } }] });
    const runner = openAi().chat.completions;
    const first = stream
      ? await runner.stream({ model: 'default', messages, tools }).finalChatCompletion()
      : await runner.create({ model: 'default', messages, tools });
    const message = first.choices[0]?.message;
    const call = message?.tool_calls?.[0];
    expect(first.choices[0]?.finish_reason).toBe('tool_calls');
    expect(call).toMatchObject({ type: 'function', function: { name: 'get_weather', arguments: '{"city":"杭州"}' } });
    if (message === undefined || call === undefined) throw new Error('no call');
    const result = { role: 'tool' as const, tool_call_id: call.id, content: '{"weather":"晴","temperature":21}' };
    const second = await runner.create({ model: 'default', messages: [...messages, message, result], tools });
    expect(second.choices[0]?.message.content).toContain('21');
  });

  it('gets JSON of a schema, and any JSON', async () => {
    const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
    const { choices } = await openAi().chat.completions.create({
      ...ask1('北京未来3天的天气'),
      response_format: { type: 'json_schema', json_schema: { name: 'place', schema, strict: true } },
    });
    expect(JSON.parse(choices[0]?.message.content ?? '')).toEqual({ city: '北京' });
    const any = await openAi().chat.completions.create({ ...ask1('x'), response_format: { type: 'json_object' } });
    expect(JSON.parse(any.choices[0]?.message.content ?? '')).toBeTypeOf('object');
  });

  it('stops at the requested number of tokens', async () => {
    const { choices, usage } = await openAi().chat.completions.create({
      ...ask1('[[demo tokens=200]]'),
      max_completion_tokens: 12,
    });
    expect(choices[0]?.finish_reason).toBe('length');
    expect(usage?.completion_tokens).toBe(12);
  });

  it('lists the models', async () => {
    const { data } = await openAi().models.list();
    expect(data.map(({ id }) => id)).toEqual([getEngine().model]);
    expect(await openAi().models.retrieve(getEngine().model)).toMatchObject({ object: 'model', owned_by: 'yika' });
  });
});

describe('the AI SDK', () => {
  const provider = () =>
    createOpenAICompatible({
      name: 'yika',
      baseURL: 'http://yika.test/v1',
      apiKey: key.secret,
      fetch: callRoute,
      includeUsage: true,
      supportsStructuredOutputs: true,
    })('default');

  it('generates, streams, and gives objects', async () => {
    const generated = await generateText({ model: provider(), prompt: '[[demo tokens=20]]' });
    const streamed = streamText({ model: provider(), prompt: '[[demo tokens=20]]' });
    expect(await streamed.text).toBe(generated.text);
    expect((await streamed.usage).outputTokens).toBe(20);
    const output = Output.object({ schema: z.object({ city: z.string() }) });
    const object = await generateText({ model: provider(), output, prompt: '北京未来3天的天气' });
    expect(object.output).toEqual({ city: '北京' });
  });

  it('calls tools', async () => {
    await demo.script({ fault: 'forced-tool-call', calls: [{ name: 'get_weather', arguments: { city: '杭州' } }] });
    const inputSchema = jsonSchema<{ city: string }>({
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
    });
    const { toolCalls } = await generateText({
      model: provider(),
      prompt: '查一下杭州的天气',
      tools: { get_weather: tool({ description: '查询城市天气', inputSchema }) },
    });
    expect(toolCalls).toMatchObject([{ toolName: 'get_weather', input: { city: '杭州' } }]);
  });
});

describe('errors are those of the protocol, with our codes', () => {
  const failure = async (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => null,
      (error: unknown) => error,
    );

  it.each([
    [{ n: 2 }, 'parameter-unsupported', 'n'],
    [{ logprobs: true }, 'parameter-unsupported', 'logprobs'],
    [{ temperature: 9 }, 'invalid-request', 'temperature'],
    [{ messages: [] }, 'invalid-request', 'messages'],
    [
      { messages: [{ role: 'tool' as const, tool_call_id: 'x', content: '1' }] },
      'invalid-request',
      'messages.0.tool_call_id',
    ],
  ])('%j is a 400', async (given, code, param) => {
    const error = await failure(openAi().chat.completions.create({ ...ask1('你好'), ...given }));
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(error).toMatchObject({ code, param, type: 'invalid_request_error' });
  });

  it('for a model, an endpoint, a key, a prompt', async () => {
    expect(await failure(openAi().chat.completions.create({ ...ask1('你好'), model: 'gpt-9' }))).toMatchObject({
      status: 404,
      code: 'model-not-found',
    });
    expect(await failure(openAi().embeddings.create({ model: 'default', input: 'x' }))).toMatchObject({
      status: 404,
      code: 'endpoint-unsupported',
    });
    expect(await failure(openAi(`yk-${'A'.repeat(43)}`).models.list())).toBeInstanceOf(OpenAI.AuthenticationError);
    expect(await failure(openAi().chat.completions.create(ask1('超'.repeat(90_000))))).toMatchObject({
      status: 400,
      code: 'prompt-too-long',
    });
  });

  it('of an engine say nothing of its own words, and in a stream they come as its last event', async () => {
    await demo.script({ fault: 'error-mid', afterTokens: 4, message: 'sk-secret-of-the-engine' });
    const stream = await openAi().chat.completions.create({ ...ask1('[[demo tokens=50]]'), stream: true });
    const error = await failure(
      (async () => {
        for await (const chunk of stream) expect(chunk.object).toBe('chat.completion.chunk');
      })(),
    );
    expect(error).toMatchObject({ code: 'engine-error-midstream' });
    expect(String(error)).not.toContain('sk-secret');
  });

  it('when a key asks too often', async () => {
    const admin = await createPerson({ role: 'admin', name: '主管' });
    const slow = await createProgramKey(principal(admin), {
      name: 'slow',
      expiresInDays: 1,
      allowsTools: false,
      ownerId: li.id,
      band: 'background',
      requestsPerMinute: 2,
      models: [],
    });
    const client = openAi(slow.secret);
    await client.models.list();
    const tools = [{ type: 'function' as const, function: WEATHER }];
    expect(await failure(client.chat.completions.create({ ...ask1('你好'), tools }))).toMatchObject({
      status: 403,
      code: 'tools-not-allowed',
    });
    const error = await failure(client.models.list());
    expect(error).toBeInstanceOf(OpenAI.RateLimitError);
    expect(error).toMatchObject({ code: 'too-many-requests' });
    const { headers } = z.object({ headers: z.instanceof(Headers) }).parse(error);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(10);
  });
});

describe('the queue', () => {
  /** Somebody asks a question that takes seconds. */
  const busy = async () => {
    const question = { conversationId: crypto.randomUUID(), messageId: crypto.randomUUID(), parentId: null };
    await ask(principal(), { ...question, text: '[[demo tokens=150]]', mode: 'quick' });
    await vi.waitUntil(async () => (await demo.state()).running.length > 0, 10_000);
  };

  it('sends its place in headers and comments, which clients ignore', async () => {
    await busy();
    const body = JSON.stringify({ ...ask1('[[demo tokens=5]]'), stream: true });
    const response = await callRoute('http://yika.test/v1/chat/completions', {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${key.secret}` },
    });
    expect(Number(response.headers.get('x-yika-queue-position'))).toBeGreaterThanOrEqual(1);
    expect(Number(response.headers.get('x-yika-queue-eta-ms'))).toBeGreaterThan(0);
    const events = (await response.text()).split('\n\n');
    expect(events[0]).toMatch(/^: queue position=\d+ eta=\d+s$/);
    expect(events.at(-2)).toBe('data: [DONE]');
    await busy();
    const stream = await openAi().chat.completions.create({ ...ask1('[[demo tokens=5]]'), stream: true });
    let chunks = 0;
    for await (const chunk of stream) chunks += chunk.choices.length;
    expect(chunks).toBeGreaterThan(1);
  });

  it('a client that leaves ends its run, and the engine is free', async () => {
    const stream = await openAi().chat.completions.create({ ...ask1('[[demo tokens=4000]]'), stream: true });
    let id = '';
    for await (const chunk of stream) {
      ({ id } = chunk);
      break;
    }
    await vi.waitUntil(async () => (await statusOf(id)) === 'stopped', 10_000);
    await vi.waitUntil(async () => (await demo.state()).running.length === 0, 10_000);
    const leaving = new AbortController();
    const whole = openAi().chat.completions.create(ask1('[[demo tokens=4000]]'), { signal: leaving.signal });
    const left = expect(whole).rejects.toBeInstanceOf(OpenAI.APIUserAbortError);
    await vi.waitUntil(async () => (await demo.state()).running.length > 0, 10_000);
    leaving.abort();
    await left;
    await vi.waitUntil(async () => (await demo.state()).running.length === 0, 10_000);
  });

  it('a key that is ended ends its requests, waiting and running', async () => {
    const ended = await createKey(principal(), { name: 'ended', expiresInDays: null, allowsTools: true });
    const client = openAi(ended.secret, 2);
    const requests = [1, 2].map(() => client.chat.completions.create(ask1('[[demo tokens=4000]]')));
    const failed = Promise.all(
      requests.map((request) => expect(request).rejects.toMatchObject({ status: 409, code: 'run-stopped' })),
    );
    const unfinished = async () =>
      (
        await sqlRunner().query(
          `SELECT FROM api_request a JOIN run r ON r.id = a.run_id WHERE a.key_id = $1 AND r.status IN ('queued', 'running')`,
          [ended.key.id],
        )
      ).rows.length;
    await vi.waitUntil(async () => (await unfinished()) === 2, 10_000);
    await endOwnKey(principal(), ended.key.id);
    await failed;
    expect(await unfinished()).toBe(0);
    await expect(client.models.list()).rejects.toMatchObject({ status: 401, code: 'api-key-ended' });
  });
});

it('counts the tokens of a request as the engine will', async () => {
  const post = async (body: object): Promise<unknown> =>
    (
      await callRoute('http://yika.test/v1/tokenize', {
        method: 'POST',
        body: JSON.stringify({ model: 'default', ...body }),
        headers: { authorization: `Bearer ${key.secret}` },
      })
    ).json();
  const { usage } = await openAi().chat.completions.create(ask1('北京的天气'));
  const { messages } = ask1('北京的天气');
  expect(await post({ messages })).toMatchObject({ count: usage?.prompt_tokens, exact: true });
  expect(await post({ prompt: '北京的天气' })).toMatchObject({ exact: true });
  expect(await post({})).toMatchObject({ error: { code: 'invalid-request', param: 'messages' } });
});
