import type { EngineUsage } from '@/lib/engine/connected-engine';

export type TextKind = 'text' | 'reasoning';

/** A fragment of a call: the first one usually has its id and name, the others only more of its arguments. */
export interface ChunkToolCall {
  readonly index: number;
  readonly id: string | null;
  readonly name: string | null;
  readonly argumentsText: string;
}

/** What one chunk of a stream says, whichever engine wrote it. */
export interface EngineChunk {
  readonly reasoning: string;
  readonly text: string;
  readonly toolCalls: readonly ChunkToolCall[];
  readonly finishReason: string | null;
  readonly usage: EngineUsage | null;
  /** The field of the delta with its text, when there is nothing else in it. */
  readonly plainField: 'content' | 'reasoning' | 'reasoning_content' | null;
}

export type JsonRecord = Readonly<Record<string, unknown>>;

/** Whether a JSON value is an object. */
export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads a chunk without a schema: this is the hot path, and a wrong field is ignored instead of rejecting the chunk.
 */
export function readChunk(chunk: JsonRecord): EngineChunk {
  const choice = Array.isArray(chunk.choices) && isRecord(chunk.choices[0]) ? chunk.choices[0] : {};
  const delta = isRecord(choice.delta) ? choice.delta : isRecord(choice.message) ? choice.message : {};
  const text = readText(delta.content);
  const reasoningField =
    typeof delta.reasoning_content === 'string' && delta.reasoning_content !== '' ? 'reasoning_content' : 'reasoning';
  const reasoning = readText(delta[reasoningField]);
  const toolCalls = Array.isArray(delta.tool_calls) ? delta.tool_calls.filter(isRecord).map(readToolCall) : [];
  const finishReason =
    typeof choice.finish_reason === 'string' && choice.finish_reason !== '' ? choice.finish_reason : null;
  const usage = readUsage(chunk);
  const hasOneText =
    (text === '') !== (reasoning === '') && toolCalls.length === 0 && finishReason === null && usage === null;
  const isFirst = delta.role !== undefined && delta.role !== null;
  return {
    reasoning,
    text,
    toolCalls,
    finishReason,
    usage,
    plainField: !hasOneText || isFirst ? null : text === '' ? reasoningField : 'content',
  };
}

/** Content is a string; some engines send parts. */
function readText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => (isRecord(part) && typeof part.text === 'string' ? part.text : '')).join('');
}

function readToolCall(call: JsonRecord, place: number): ChunkToolCall {
  const called = isRecord(call.function) ? call.function : {};
  const written = called.arguments;
  return {
    index: typeof call.index === 'number' ? call.index : place,
    id: typeof call.id === 'string' && call.id !== '' ? call.id : null,
    name: typeof called.name === 'string' && called.name !== '' ? called.name : null,
    argumentsText: typeof written === 'string' ? written : isRecord(written) ? JSON.stringify(written) : '',
  };
}

const count = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.floor(value) : 0;

/** llama.cpp reports the cached tokens only in its `timings`. */
function readUsage(chunk: JsonRecord): EngineUsage | null {
  const usage = chunk.usage;
  if (!isRecord(usage)) return null;
  const details = isRecord(usage.prompt_tokens_details) ? usage.prompt_tokens_details : {};
  const timings = isRecord(chunk.timings) ? chunk.timings : {};
  return {
    promptTokens: count(usage.prompt_tokens),
    outputTokens: count(usage.completion_tokens),
    cachedTokens: count(details.cached_tokens ?? timings.cache_n),
    ...(typeof timings.prompt_ms === 'number' && timings.prompt_ms > 0 ? { prefillMs: timings.prompt_ms } : {}),
  };
}
