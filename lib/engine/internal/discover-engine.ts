import { z } from 'zod';
import type { ReportedCapacity } from '@/lib/engine/contracts';
import type { EngineMake } from '@/lib/engine/internal/default-capabilities';
import { httpFailure } from '@/lib/engine/internal/engine-failure';
import { queryEngine, type EngineReply } from '@/lib/engine/internal/engine-http';
import { parseEngineError } from '@/lib/engine/internal/parse-engine-error';
import { metricsKind, readKvTokens } from '@/lib/engine/internal/read-metrics';
import type { EngineCapabilities } from '@/lib/engine/contracts';

const count = z.number().int().positive().nullish().catch(null);

const modelSchema = z.looseObject({
  id: z.string(),
  owned_by: z.string().nullish(),
  max_model_len: count,
});
const modelsSchema = z.object({ data: z.array(modelSchema).min(1) });
const versionSchema = z.looseObject({ version: z.string() });
const propsSchema = z.looseObject({
  total_slots: count,
  build_info: z.string().nullish(),
  default_generation_settings: z.looseObject({ n_ctx: count }).nullish(),
});
const sglangSchema = z.looseObject({
  version: z.string().nullish(),
  context_length: count,
  max_running_requests: count,
  max_total_num_tokens: count,
});
const ollamaRunningSchema = z.object({ models: z.array(z.looseObject({ context_length: count })) });

/** What the endpoints other than chat report about an engine. */
export interface Discovery {
  readonly model: string;
  readonly isDemo: boolean;
  readonly make: EngineMake;
  readonly version: string | null;
  readonly hasHealth: boolean;
  readonly metrics: EngineCapabilities['metrics'];
  readonly reported: ReportedCapacity;
}

export interface DiscoverInput {
  readonly root: string;
  readonly apiKey?: string | null | undefined;
  readonly model: string | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Identifies the engine at an address.
 * @throws AppError engine-refused when nothing answers, engine-unauthorized when it does not accept the key,
 * engine-http when it lists no models
 */
export async function discoverEngine(input: DiscoverInput): Promise<Discovery> {
  const get = (path: string): Promise<EngineReply> =>
    queryEngine({ url: input.root + path, timeoutMs: input.timeoutMs, signal: input.signal, apiKey: input.apiKey });
  const models = await get('/v1/models');
  if (models.status !== 200) throw httpFailure(models.status, parseEngineError(models.text));
  const listed = modelsSchema.safeParse(models.json);
  if (!listed.success)
    throw httpFailure(models.status, { message: 'it lists no models', isContextOverflow: false, status: null });
  const entry = listed.data.data.find(({ id }) => id === input.model) ?? listed.data.data[0];
  const replies = await Promise.all(
    ['/health', '/metrics', '/version', '/api/version', '/api/ps', '/props', '/get_server_info'].map((path) =>
      settle(get(path)),
    ),
  );
  const health = replies[0];
  // Loading (llama.cpp) or shutting down: what it reports about itself now is not reliable.
  if (health !== undefined && health.status >= 500 && health.status !== 501)
    throw httpFailure(health.status, parseEngineError(health.text));
  const [healthy, metrics, version, ollama, running, props, sglang] = replies.map(asOptional);
  const found = {
    owner: entry?.owned_by ?? '',
    version: versionSchema.safeParse(version?.json).data?.version ?? null,
    ollama: versionSchema.safeParse(ollama?.json).data?.version ?? null,
    props: propsSchema.safeParse(props?.json).data ?? null,
    sglang: sglangSchema.safeParse(sglang?.json).data ?? null,
  };
  const make = makeOf(found);
  const context = ollamaRunningSchema.safeParse(running?.json).data?.models[0]?.context_length;
  return {
    model: input.model ?? entry?.id ?? '',
    isDemo: models.headers['x-yika-demo-engine'] !== undefined,
    make,
    version: versionOf(make, found),
    hasHealth: healthy !== undefined,
    metrics: metrics === undefined ? 'none' : metricsKind(metrics.text, make),
    reported: capacityOf(
      found,
      entry?.max_model_len ?? context ?? null,
      metrics === undefined ? null : readKvTokens(metrics.text),
    ),
  };
}

interface Found {
  readonly owner: string;
  readonly version: string | null;
  readonly ollama: string | null;
  readonly props: z.infer<typeof propsSchema> | null;
  readonly sglang: z.infer<typeof sglangSchema> | null;
}

function makeOf(found: Found): EngineMake {
  const { owner } = found;
  if (owner === 'yika-demo') return 'demo';
  if (owner === 'vllm') return 'vllm';
  if (owner === 'sglang' || typeof found.sglang?.max_total_num_tokens === 'number') return 'sglang';
  if (owner === 'llamacpp' || typeof found.props?.total_slots === 'number') return 'llamacpp';
  if (/mlc/i.test(owner)) return 'mlc';
  if (owner === 'library' || found.ollama !== null) return 'ollama';
  return 'unknown';
}

function versionOf(make: EngineMake, found: Found): string | null {
  if (make === 'ollama') return found.ollama;
  if (make === 'llamacpp') return found.props?.build_info ?? null;
  if (make === 'sglang') return found.sglang?.version ?? null;
  return found.version;
}

/** llama-server makes this many slots when `-np` is not set. They then share one KV cache of `-c` tokens. */
const LLAMACPP_DEFAULT_SLOTS = 4;

/**
 * llama.cpp with `-np` gives each slot its own part of the context (`-c / -np`); without, all slots share it. No
 * endpoint says which, and `-np 4` looks the same as the default: then the smaller capacity is assumed.
 */
function capacityOf(found: Found, contextTokens: number | null, kvTokens: number | null): ReportedCapacity {
  const slotContext = found.props?.default_generation_settings?.n_ctx ?? null;
  const slots = found.props?.total_slots ?? null;
  if (slots !== null && slotContext !== null)
    return slots === LLAMACPP_DEFAULT_SLOTS
      ? { slots, slotMemory: 'shared', kvTokens: slotContext, contextTokens: slotContext }
      : { slots, slotMemory: 'own', kvTokens: slots * slotContext, contextTokens: slotContext };
  const { sglang } = found;
  return {
    slotMemory: 'batch',
    slots: slots ?? sglang?.max_running_requests ?? null,
    kvTokens: kvTokens ?? sglang?.max_total_num_tokens ?? null,
    contextTokens: slotContext ?? contextTokens ?? sglang?.context_length ?? null,
  };
}

const settle = async (reply: Promise<EngineReply>): Promise<EngineReply | undefined> => {
  const [settled] = await Promise.allSettled([reply]);
  return settled.status === 'fulfilled' ? settled.value : undefined;
};

const asOptional = (reply: EngineReply | undefined): EngineReply | undefined =>
  reply?.status === 200 ? reply : undefined;
