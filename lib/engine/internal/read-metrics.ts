import type { EngineCapabilities } from '@/lib/engine/contracts';

/** Requests an engine has, whoever sent them. */
export interface EngineLoad {
  readonly running: number;
  readonly waiting: number;
}

type MetricsKind = EngineCapabilities['metrics'];

const LOAD_METRICS: Readonly<
  Record<Exclude<MetricsKind, 'none'>, { readonly running: string; readonly waiting: string }>
> = {
  vllm: { running: 'vllm:num_requests_running', waiting: 'vllm:num_requests_waiting' },
  llamacpp: { running: 'llamacpp:requests_processing', waiting: 'llamacpp:requests_deferred' },
  sglang: { running: 'sglang:num_running_reqs', waiting: 'sglang:num_queue_reqs' },
};

/**
 * Which engine's metrics a Prometheus text contains. An unreadable text is taken for those of the make: they are there,
 * and stale.
 */
export function metricsKind(text: string, make: EngineCapabilities['make']): MetricsKind {
  const kinds = ['vllm', 'llamacpp', 'sglang'] as const;
  const ofMake = make === 'demo' ? 'vllm' : kinds.find((kind) => kind === make);
  return kinds.find((kind) => readLoad(text, kind) !== null) ?? ofMake ?? 'none';
}

/** Running and waiting requests, summed over label sets; null when the text does not have both as numbers. */
export function readLoad(text: string, kind: MetricsKind): EngineLoad | null {
  if (kind === 'none') return null;
  const names = LOAD_METRICS[kind];
  const running = sumOf(text, names.running);
  const waiting = sumOf(text, names.waiting);
  return running === null || waiting === null ? null : { running, waiting };
}

/** KV capacity in tokens: vLLM's `cache_config_info` (blocks times block size), SGLang's `max_total_num_tokens`. */
export function readKvTokens(text: string): number | null {
  const config = /^vllm:cache_config_info\{([^}]*)\}/m.exec(text)?.[1];
  if (config === undefined) return sumOf(text, 'sglang:max_total_num_tokens');
  const blocks = Number(/num_gpu_blocks="(\d+)"/.exec(config)?.[1]);
  const blockSize = Number(/block_size="(\d+)"/.exec(config)?.[1]);
  const tokens = blocks * blockSize;
  return Number.isSafeInteger(tokens) && tokens > 0 ? tokens : null;
}

function sumOf(text: string, name: string): number | null {
  let sum: number | null = null;
  for (const line of text.split('\n')) {
    if (!line.startsWith(name)) continue;
    const match = /^(?:\{[^}]*\})?\s+(\S+)/.exec(line.slice(name.length));
    const value = Number(match?.[1]);
    if (match === null || !Number.isFinite(value) || value < 0) continue;
    sum = (sum ?? 0) + value;
  }
  return sum;
}
