import type { EngineContext } from '@/lib/demo-engine/internal/protocol/engine-context';
import type { Histogram } from '@/lib/demo-engine/internal/protocol/engine-histograms';

type Kind = 'gauge' | 'counter' | 'histogram';

const head = (name: string, kind: Kind): string =>
  '# HELP ' + name + ' Demo engine.\n# TYPE ' + name + ' ' + kind + '\n';

function metric(name: string, kind: Kind, labels: string, value: number): string {
  return head(name, kind) + name + labels + ' ' + String(value) + '\n';
}

function histogram(name: string, label: string, values: Histogram): string {
  let text = head(name, 'histogram');
  let total = 0;
  values.bounds.forEach((bound, index) => {
    total += values.counts[index] ?? 0;
    text += name + '_bucket{' + label + ',le="' + String(bound) + '"} ' + String(total) + '\n';
  });
  text += name + '_bucket{' + label + ',le="+Inf"} ' + String(values.count) + '\n';
  return (
    text +
    name +
    '_sum{' +
    label +
    '} ' +
    String(values.sum) +
    '\n' +
    name +
    '_count{' +
    label +
    '} ' +
    String(values.count) +
    '\n'
  );
}

function vllmMetrics(context: EngineContext): string {
  const { card, settings, histograms } = context;
  const { counters, prefixCache } = card;
  const isOld = settings.dialect === 'vllm-old';
  const label = (isOld ? '' : 'engine="0",') + 'model_name="' + settings.model + '"';
  const labels = '{' + label + '}';
  const blocks = Math.floor(settings.kvTokens / settings.blockSize);
  const cache = isOld ? 'vllm:gpu_prefix_cache' : 'vllm:prefix_cache';
  const config =
    '{block_size="' +
    String(settings.blockSize) +
    '",cache_dtype="auto",enable_prefix_caching="' +
    (settings.prefixCaching ? 'True' : 'False');
  return [
    metric('vllm:num_requests_running', 'gauge', labels, card.running.length),
    metric('vllm:num_requests_waiting', 'gauge', labels, card.waiting.length),
    metric(
      isOld ? 'vllm:gpu_cache_usage_perc' : 'vllm:kv_cache_usage_perc',
      'gauge',
      labels,
      card.kvTokensUsed / (blocks * settings.blockSize),
    ),
    metric(cache + '_queries_total', 'counter', labels, prefixCache.queriedTokens),
    metric(cache + '_hits_total', 'counter', labels, prefixCache.hitTokens),
    metric('vllm:num_preemptions_total', 'counter', labels, counters.preemptions),
    metric('vllm:prompt_tokens_total', 'counter', labels, counters.promptTokens),
    metric('vllm:generation_tokens_total', 'counter', labels, counters.generatedTokens),
    metric('vllm:request_success_total', 'counter', '{' + label + ',finished_reason="stop"}', counters.finished),
    metric('vllm:cache_config_info', 'gauge', config + '",engine="0",num_gpu_blocks="' + String(blocks) + '"}', 1),
    histogram('vllm:time_to_first_token_seconds', label, histograms.firstToken),
    histogram('vllm:e2e_request_latency_seconds', label, histograms.request),
  ].join('');
}

function llamacppMetrics(context: EngineContext): string {
  const { running, waiting, counters } = context.card;
  return [
    metric('llamacpp:prompt_tokens_total', 'counter', '', counters.promptTokens),
    metric('llamacpp:tokens_predicted_total', 'counter', '', counters.generatedTokens),
    metric('llamacpp:requests_processing', 'gauge', '', running.length),
    metric('llamacpp:requests_deferred', 'gauge', '', waiting.length),
  ].join('');
}

function sglangMetrics(context: EngineContext): string {
  const { running, waiting, counters, kvTokensUsed } = context.card;
  const labels = '{model_name="' + context.settings.model + '"}';
  return [
    metric('sglang:num_running_reqs', 'gauge', labels, running.length),
    metric('sglang:num_queue_reqs', 'gauge', labels, waiting.length),
    metric('sglang:token_usage', 'gauge', labels, kvTokensUsed / context.settings.kvTokens),
    metric('sglang:max_total_num_tokens', 'gauge', labels, context.settings.kvTokens),
    metric('sglang:prompt_tokens_total', 'counter', labels, counters.promptTokens),
    metric('sglang:generation_tokens_total', 'counter', labels, counters.generatedTokens),
  ].join('');
}

/** Prometheus text of the dialect; null where the engine has no metrics. */
export function formatMetrics(context: EngineContext): string | null {
  if (!context.settings.metrics) return null;
  switch (context.settings.dialect) {
    case 'vllm':
    case 'vllm-old':
      return vllmMetrics(context);
    case 'llamacpp':
      return llamacppMetrics(context);
    case 'sglang':
      return sglangMetrics(context);
    case 'ollama':
    case 'mlc':
      return null;
  }
}
