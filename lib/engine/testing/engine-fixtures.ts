import type { ConnectedEngine, EngineEvent } from '@/lib/engine/connected-engine';
import type { EngineCapabilities } from '@/lib/engine/contracts';
import { DEFAULT_CAPABILITIES } from '@/lib/engine/internal/default-capabilities';

/** An engine at this address, as the watch would have found it. */
export function testEngine(
  url: string,
  given: Partial<ConnectedEngine> & { readonly capabilities?: EngineCapabilities } = {},
): ConnectedEngine {
  return {
    id: 'default',
    pool: 'default',
    location: 'internal',
    allowsTools: true,
    apiKey: null,
    baseUrl: `${url}/v1`,
    model: 'qwen3-14b-demo',
    isDemo: true,
    capabilities: { ...DEFAULT_CAPABILITIES.demo, tokenizer: 'messages', metrics: 'vllm' },
    maxConcurrent: 3,
    kvTokens: 71_500,
    contextTokens: 32_768,
    state: 'online',
    rates: {},
    ...given,
  };
}

export interface Collected {
  readonly text: string;
  readonly reasoning: string;
  readonly events: readonly EngineEvent[];
  readonly finish: Extract<EngineEvent, { type: 'finish' }> | null;
  /** What the stream threw after these events. */
  readonly error: unknown;
}

/** Everything a stream yields and what it throws. */
export async function collect(stream: AsyncIterable<EngineEvent>): Promise<Collected> {
  const events: EngineEvent[] = [];
  let error: unknown = null;
  try {
    for await (const event of stream) events.push(event);
  } catch (thrown) {
    error = thrown;
  }
  const join = (type: 'text' | 'reasoning'): string =>
    events.map((event) => (event.type === type ? event.text : '')).join('');
  return {
    text: join('text'),
    reasoning: join('reasoning'),
    events,
    finish: events.find((event) => event.type === 'finish') ?? null,
    error,
  };
}

/** Where the engine's own count is wanted, however busy the machine is. */
export const PATIENT = { tokenizerTimeoutMs: 20_000 };
