import { setTimeout as pause } from 'node:timers/promises';
import type { ConnectedEngine, EngineEvent, EngineMessage, EngineTool } from '@/lib/engine/connected-engine';
import type { SelfTest } from '@/lib/engine/contracts';
import { countTokens } from '@/lib/engine/count-tokens';
import { streamCompletion, type StreamCompletionInput } from '@/lib/engine/stream-completion';
import { isAppError } from '@/lib/errors/app-error';

export interface Check {
  readonly name: string;
  readonly run: (engine: ConnectedEngine) => Promise<{ readonly ok: boolean; readonly seen: string }>;
}

interface Answer {
  readonly text: string;
  readonly reasoning: string;
  readonly events: number;
  readonly calls: readonly Extract<EngineEvent, { type: 'tool-call' }>[];
  readonly finish: Extract<EngineEvent, { type: 'finish' }> | null;
  /** The code of the failure, or null. */
  readonly error: string | null;
}

const WEATHER: EngineTool = {
  name: 'weather',
  description: 'The weather in a city.',
  inputSchema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};
const BROKEN_TOOL: EngineTool = {
  name: 'remote',
  description: 'Its schema refers to another document.',
  inputSchema: { type: 'object', properties: { id: { $ref: 'https://example.com/x.json' } } },
};
const OUTPUT_TOKENS = 256;
const COUNT_LIMIT_MS = 20_000;
const FREE_LIMIT_MS = 5_000;
const user = (content: string): EngineMessage => ({ role: 'user', content });
const assistant = (content: string): EngineMessage => ({ role: 'assistant', content });

/** The engine as Yika would use it after this self-test. */
export function connectedEngine(root: string, tested: SelfTest): ConnectedEngine {
  const contextTokens = tested.reported.contextTokens ?? 8_192;
  return {
    id: 'default',
    pool: 'default',
    location: 'internal',
    allowsTools: true,
    apiKey: null,
    baseUrl: `${root}/v1`,
    model: tested.model,
    isDemo: false,
    capabilities: tested.capabilities,
    maxConcurrent: tested.reported.slots ?? 1,
    kvTokens: tested.reported.kvTokens ?? contextTokens,
    contextTokens,
    state: 'online',
    rates: {},
  };
}

/** One answer, whole. */
export async function ask(
  engine: ConnectedEngine,
  given: Partial<StreamCompletionInput> & { readonly messages: readonly EngineMessage[] },
): Promise<Answer> {
  const seen = { text: '', reasoning: '', events: 0 };
  const calls: Extract<EngineEvent, { type: 'tool-call' }>[] = [];
  let finish: Answer['finish'] = null;
  const events = streamCompletion({
    engine,
    mode: 'quick',
    maxOutputTokens: OUTPUT_TOKENS,
    signal: new AbortController().signal,
    requestId: 'conformance',
    ...given,
  });
  try {
    for await (const event of events) {
      seen.events += 1;
      if (event.type === 'text' || event.type === 'reasoning') seen[event.type] += event.text;
      else if (event.type === 'tool-call') calls.push(event);
      else if (event.type === 'finish') finish = event;
    }
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { ...seen, calls, finish, error: error.code };
  }
  return { ...seen, calls, finish, error: null };
}

function countCheck(
  name: string,
  messages: readonly EngineMessage[],
  given: Pick<StreamCompletionInput, 'mode'> & { readonly tools?: readonly EngineTool[] },
): Check {
  return {
    name: `tokens: ${name}`,
    run: async (engine) => {
      const counted = await countTokens({ engine, messages, tokenizerTimeoutMs: COUNT_LIMIT_MS, ...given });
      const { finish } = await ask(engine, { messages, maxOutputTokens: 8, ...given });
      const billed = finish?.usage?.promptTokens;
      return { ok: counted.exact && counted.tokens === billed, seen: `counted ${counted.tokens}, billed ${billed}` };
    },
  };
}

const TURNS = Array.from({ length: 12 }, (_, index) => [
  user(`第 ${index} 个问题`),
  assistant(`Answer ${index}.`),
]).flat();
const CALLED: EngineMessage[] = [
  user('杭州天气怎么样？'),
  { role: 'assistant', content: '', toolCalls: [{ id: 'c1', name: 'weather', argumentsText: '{"city":"杭州"}' }] },
  { role: 'tool', content: '多云', callId: 'c1', toolName: 'weather' },
];

/** What every engine is asked. A check that an engine cannot pass says what was seen. */
export const CHECKS: readonly Check[] = [
  countCheck('short Chinese', [user('你好')], { mode: 'quick' }),
  countCheck('English, thinking', [user('How many slots does the card have?')], { mode: 'thinking' }),
  countCheck('emoji and rare characters', [user('👩‍👩‍👧‍👦🇨🇳𠮷 é ﷽')], { mode: 'quick' }),
  countCheck('many turns', [...TURNS, user('然后呢？')], { mode: 'thinking' }),
  countCheck('tools', [user('天气')], { mode: 'quick', tools: [WEATHER] }),
  countCheck('a call and its result', CALLED, { mode: 'quick', tools: [WEATHER] }),
  countCheck('10,000 characters', [user('这份合同的付款方式。'.repeat(1_000))], { mode: 'quick' }),
  {
    name: 'streams its answer',
    run: async (engine) => {
      const { text, events, finish, error } = await ask(engine, { messages: [user('你好')] });
      const ok = error === null && text !== '' && events > 2 && finish?.usage !== null;
      return { ok, seen: error ?? `${events} events, ${finish?.reason}` };
    },
  },
  {
    name: 'thinking on',
    run: async (engine) => {
      const { reasoning, error } = await ask(engine, { messages: [user('你好')], mode: 'thinking' });
      return { ok: reasoning !== '', seen: error ?? `${reasoning.length} characters of reasoning` };
    },
  },
  {
    name: 'thinking off',
    run: async (engine) => {
      const { text, reasoning, error } = await ask(engine, { messages: [user('你好')] });
      return { ok: text !== '' && reasoning === '', seen: error ?? `${reasoning.length} characters of reasoning` };
    },
  },
  {
    name: 'tool call',
    run: async (engine) => {
      const { calls, finish, error } = await ask(engine, { messages: [user('杭州天气')], tools: [WEATHER] });
      // The model may call until its tokens end.
      const ok = calls[0]?.name === 'weather' && (finish?.reason === 'tool-calls' || finish?.reason === 'length');
      return { ok, seen: error ?? `${finish?.reason}, ${calls.length} calls: ${calls[0]?.argumentsText ?? 'none'}` };
    },
  },
  {
    name: 'a refused tool is left out',
    run: async (engine) => {
      const { finish, error } = await ask(engine, { messages: [user('杭州天气')], tools: [WEATHER, BROKEN_TOOL] });
      return { ok: error === null && finish !== null, seen: error ?? String(finish?.reason) };
    },
  },
  {
    name: 'guided decoding',
    run: async (engine) => {
      const schema = { type: 'object', properties: { city: { enum: ['杭州', '北京'] } }, required: ['city'] };
      const { text, error } = await ask(engine, {
        messages: [user('哪个城市？')],
        outputSchema: { name: 'city', schema },
      });
      return { ok: /^\s*\{\s*"city"\s*:\s*"(杭州|北京)"\s*\}\s*$/.test(text), seen: error ?? text };
    },
  },
  {
    name: 'continues an unfinished answer',
    run: async (engine) => {
      if (!engine.capabilities.continuesFinalMessage) return { ok: false, seen: 'not offered' };
      const messages = [user('你好'), assistant('系统运行')];
      const { text, error } = await ask(engine, { messages, continueFinalMessage: true, maxOutputTokens: 16 });
      return { ok: text !== '' && !text.startsWith('系统运行'), seen: error ?? text };
    },
  },
  {
    name: 'second turn hits the prefix cache',
    run: async (engine) => {
      const first = user('这份合同的付款方式是按月结算。'.repeat(60));
      const one = await ask(engine, { messages: [first], maxOutputTokens: 16 });
      const two = await ask(engine, { messages: [first, assistant(one.text), user('继续')], maxOutputTokens: 16 });
      const [prompt, cached] = [one.finish?.usage?.promptTokens ?? 0, two.finish?.usage?.cachedTokens ?? 0];
      return { ok: cached > 0.9 * prompt - 32, seen: `${cached} of ${prompt} cached` };
    },
  },
  {
    name: 'stop frees the slot',
    run: async (engine) => {
      const abort = new AbortController();
      const running = ask(engine, { messages: [user('你好')], maxOutputTokens: 4_000, signal: abort.signal }).catch(
        (error: unknown) => error,
      );
      await pause(200);
      abort.abort();
      await running;
      const started = performance.now();
      const { error } = await ask(engine, { messages: [user('你好')], maxOutputTokens: 4 });
      const took = Math.round(performance.now() - started);
      return { ok: error === null && took < FREE_LIMIT_MS, seen: error ?? `next answer after ${took} ms` };
    },
  },
  {
    name: 'a prompt above the context',
    run: async (engine) => {
      const { error } = await ask(engine, { messages: [user('a b '.repeat(engine.contextTokens))] });
      return { ok: error === 'context-overflow', seen: String(error) };
    },
  },
  {
    name: 'a wrong model name',
    run: async (engine) => {
      const { error } = await ask(
        { ...engine, model: 'no-such-model' },
        { messages: [user('你好')], maxOutputTokens: 4 },
      );
      return { ok: true, seen: error ?? 'answers all the same' };
    },
  },
];
