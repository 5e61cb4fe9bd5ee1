import { randomUUID } from 'node:crypto';

import type { Dialect } from '@/lib/demo-engine/internal/protocol/dialect';
import type { FinishReason, Segment } from '@/lib/demo-engine/internal/protocol/answer-plan';

export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Null when the prefix cache is off. */
  readonly cachedTokens: number | null;
}

export interface Timings {
  readonly prefillMs: number;
  readonly decodeMs: number;
}

const AFTER_DELTA = ',"logprobs":null,"finish_reason":null}]}\n\n';

/** Usage as engines report it. */
export function formatUsage(usage: Usage): Record<string, unknown> {
  const total = usage.promptTokens + usage.completionTokens;
  const cached = usage.cachedTokens ?? 0;
  return {
    prompt_tokens: usage.promptTokens,
    total_tokens: total,
    completion_tokens: usage.completionTokens,
    ...(cached > 0 ? { prompt_tokens_details: { cached_tokens: cached } } : {}),
  };
}

/** llama.cpp's timings. */
export function formatTimings(usage: Usage, timings: Timings): Record<string, number> {
  const cached = usage.cachedTokens ?? 0;
  return {
    cache_n: cached,
    prompt_n: usage.promptTokens - cached,
    prompt_ms: timings.prefillMs,
    predicted_n: usage.completionTokens,
    predicted_ms: timings.decodeMs,
    predicted_per_second: timings.decodeMs > 0 ? (usage.completionTokens / timings.decodeMs) * 1_000 : 0,
  };
}

/**
 * A new tool call id. Never made from the request's id: a client may send one `x-request-id` for all steps of a run.
 */
export const newToolCallId = (): string => 'chatcmpl-tool-' + randomUUID().replaceAll('-', '');

/** SSE events of one answer. What repeats in every chunk is built once, because a chunk a token is the hot path. */
export class ChunkFormat {
  readonly #head: string;
  readonly #before: Readonly<Record<Segment['kind'], string>>;
  readonly #dialect: Dialect;

  constructor(dialect: Dialect, id: string, model: string, createdSeconds: number) {
    this.#dialect = dialect;
    this.#head =
      'data: {"id":' +
      JSON.stringify(id) +
      ',"object":"chat.completion.chunk","created":' +
      String(createdSeconds) +
      ',"model":' +
      JSON.stringify(model);
    const delta = this.#head + ',"choices":[{"index":0,"delta":{';
    this.#before = {
      reasoning: delta + '"' + (dialect.reasoningField ?? 'content') + '":',
      content: delta + '"content":',
      'tool-head': delta + '"tool_calls":[{"index":',
      'tool-arguments': delta + '"tool_calls":[{"index":',
    };
  }

  /** The first chunk; sent once there is output. */
  role(): string {
    return (
      this.#head +
      ',"choices":[{"index":0,"delta":{"role":"assistant","content":' +
      this.#dialect.firstContent +
      '}' +
      AFTER_DELTA
    );
  }

  text(kind: 'reasoning' | 'content', text: string): string {
    return this.#before[kind] + JSON.stringify(text) + '}' + AFTER_DELTA;
  }

  /** Begins a tool call; `args` are its whole arguments where an engine sends them at once. */
  toolHead(index: number, name: string, args: string): string {
    const call =
      '"id":' + JSON.stringify(newToolCallId()) + ',"type":"function","function":{"name":' + JSON.stringify(name);
    return (
      this.#before['tool-head'] +
      String(index) +
      ',' +
      call +
      ',"arguments":' +
      JSON.stringify(args) +
      '}}]}' +
      AFTER_DELTA
    );
  }

  toolArguments(index: number, fragment: string): string {
    return (
      this.#before['tool-arguments'] +
      String(index) +
      ',"function":{"arguments":' +
      JSON.stringify(fragment) +
      '}}]}' +
      AFTER_DELTA
    );
  }

  /** The chunk with the finish reason. */
  finish(reason: FinishReason, timings: Record<string, number> | null): string {
    const tail = timings === null ? '' : ',"timings":' + JSON.stringify(timings);
    const delta = this.#dialect.hasTimings ? '{}' : '{"content":""}';
    return (
      this.#head +
      ',"choices":[{"index":0,"delta":' +
      delta +
      ',"logprobs":null,"finish_reason":"' +
      reason +
      '","stop_reason":null}]' +
      tail +
      '}\n\n'
    );
  }

  usage(usage: Usage, timings: Record<string, number> | null): string {
    const tail = timings === null ? '' : ',"timings":' + JSON.stringify(timings);
    return this.#head + ',"choices":[],"usage":' + JSON.stringify(formatUsage(usage)) + tail + '}\n\n';
  }

  /** llama.cpp's `prompt_progress`. */
  progress(progress: Record<string, number>): string {
    return this.#head + ',"choices":[],"prompt_progress":' + JSON.stringify(progress) + '}\n\n';
  }
}
