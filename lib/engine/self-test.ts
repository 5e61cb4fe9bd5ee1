import 'server-only';
import type { EngineCapabilities, SelfTest } from '@/lib/engine/contracts';
import { DEFAULT_CAPABILITIES } from '@/lib/engine/internal/default-capabilities';
import { discoverEngine, type Discovery } from '@/lib/engine/internal/discover-engine';
import { CapabilityProbe } from '@/lib/engine/internal/probe-capabilities';

export interface SelfTestInput {
  /** Address without /v1. */
  readonly root: string;
  readonly apiKey?: string | null | undefined;
  /** The model to use; the first the engine lists when undefined. */
  readonly model?: string | undefined;
  /**
   * The capabilities that another process found a moment ago. They save further probes when make, version and metrics
   * agree.
   */
  readonly findKnown?: (model: string) => Promise<EngineCapabilities | null>;
  readonly now?: () => Date;
}

/** Limit of the whole self-test; what is not known by then keeps the default of the make. */
const TIME_LIMIT_MS = 10_000;
const ENDPOINT_TIMEOUT_MS = 3_000;

/**
 * Finds out what an engine can do: its make, tokenizer, metrics and size from its endpoints, and by a tiny answer with
 * and one without thinking where its reasoning arrives and how it is switched off. At most 10 s; a step that fails
 * leaves the default of the make.
 * @throws AppError engine-refused when nothing answers, engine-unauthorized when it does not accept the key,
 * engine-http when it lists no models
 */
export async function selfTest(input: SelfTestInput): Promise<SelfTest> {
  const started = performance.now();
  const signal = AbortSignal.timeout(TIME_LIMIT_MS);
  const discovery = await discoverEngine({
    root: input.root,
    apiKey: input.apiKey,
    model: input.model,
    timeoutMs: ENDPOINT_TIMEOUT_MS,
    signal,
  });
  const probe = new CapabilityProbe({ root: input.root, apiKey: input.apiKey, discovery, signal });
  const known = (await input.findKnown?.(discovery.model)) ?? null;
  const isSame =
    known?.make === discovery.make && known.version === discovery.version && known.metrics === discovery.metrics;
  const capabilities = isSame ? known : await probe.run();
  const checkedAt = (input.now?.() ?? new Date()).toISOString();
  return {
    checkedAt,
    durationMs: Math.round(performance.now() - started),
    model: discovery.model,
    isDemo: discovery.isDemo,
    capabilities,
    reported: discovery.reported,
    steps: [...discoverySteps(discovery, capabilities), ...probe.steps],
  };
}

function memoryDetail({ slots, slotMemory, kvTokens }: Discovery['reported']): string {
  if (kvTokens === null) return 'not reported, 71500 is assumed';
  if (slotMemory === 'batch') return String(kvTokens);
  if (slotMemory === 'own') return `${kvTokens}: ${slots} slots with a part each`;
  return `${kvTokens}, taken as shared by ${slots} slots; start llama-server with -np, or set ENGINE_KV_TOKENS`;
}

function discoverySteps(discovery: Discovery, capabilities: EngineCapabilities): SelfTest['steps'] {
  const { reported, make, version, hasHealth, metrics } = discovery;
  const isKnown = DEFAULT_CAPABILITIES[make].make !== 'unknown';
  return [
    { name: 'models', ok: true, detail: discovery.model },
    { name: 'make', ok: isKnown, detail: `${make}${version === null ? '' : ` ${version}`}` },
    { name: 'health', ok: hasHealth, detail: hasHealth ? '/health' : '/v1/models' },
    { name: 'metrics', ok: metrics !== 'none', detail: metrics },
    { name: 'tokenizer', ok: capabilities.tokenizer !== 'none', detail: capabilities.tokenizer },
    {
      name: 'context',
      ok: reported.contextTokens !== null,
      detail: reported.contextTokens === null ? 'not reported, 32768 is assumed' : String(reported.contextTokens),
    },
    {
      name: 'memory',
      ok: reported.kvTokens !== null && reported.slotMemory !== 'shared',
      detail: memoryDetail(reported),
    },
  ];
}
