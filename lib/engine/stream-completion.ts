import 'server-only';
import type { LanguageModelV4StreamPart, LanguageModelV4Usage } from '@ai-sdk/provider';
import { z } from 'zod';
import { getConfig } from '@/lib/config/config';
import type { ConnectedEngine, EngineEvent, EngineFinishReason, EngineMessage, EngineTool, EngineUsage } from '@/lib/engine/connected-engine';
import type { Mode } from '@/lib/engine/contracts';
import { callOptions } from '@/lib/engine/internal/call-options';
import type { StallLimits } from '@/lib/engine/internal/engine-exchange';
import { ENGINE_FAILURES, engineFailure, findAppError } from '@/lib/engine/internal/engine-failure';
import { findLanguageModel } from '@/lib/engine/internal/find-language-model';
import { TagFilter, type FilteredPart } from '@/lib/engine/internal/tag-filter';

export type { EngineEvent, EngineMessage, EngineTool, EngineToolCall, EngineUsage } from '@/lib/engine/connected-engine';

export interface StreamCompletionInput {
  readonly engine: ConnectedEngine;
  readonly messages: readonly EngineMessage[];
  readonly mode: Mode;
  readonly maxOutputTokens: number;
  /** The last message is an unfinished answer that goes on. */
  readonly continueFinalMessage?: boolean;
  readonly tools?: readonly EngineTool[];
  readonly signal: AbortSignal;
  readonly requestId: string;
  readonly cacheSalt?: string;
  readonly priority?: number;
  /** Longest silence; ENGINE_FIRST_TOKEN_TIMEOUT_MS and ENGINE_BETWEEN_TOKENS_TIMEOUT_MS unless given. */
  readonly limits?: StallLimits;
}

/**
 * One answer from the engine, as it is written. Deltas that arrive together come as one event; under load events come up to 50 ms apart.
 * Ends with a `finish` event. Aborting the signal closes the connection at once, and so does leaving the loop.
 *
 * @throws AppError, always after all text that arrived was yielded: engine-refused, engine-http (values status, message), context-overflow,
 * engine-error-midstream, engine-stalled-first-token, engine-stalled, engine-ended-early. @throws the signal's reason when aborted.
 */
export async function* streamCompletion(input: StreamCompletionInput): AsyncGenerator<EngineEvent, void, undefined> {
  const parts = await openStream(input);
  const content = new ContentReader();
  try {
    for (;;) {
      const { done, value } = await readPart(parts);
      if (done) break;
      const events = content.read(value);
      for (const event of events) yield event;
      if (content.failure !== null) break;
    }
  } finally {
    // Frees the connection when the reader leaves early; at the end it does nothing.
    await parts.cancel();
  }
  input.signal.throwIfAborted();
  if (content.failure !== null) throw content.failure;
}

async function openStream(input: StreamCompletionInput): Promise<PartReader> {
  const model = findLanguageModel(input.engine, input.limits ?? configuredLimits());
  try {
    const { stream } = await model.doStream(callOptions(input));
    return stream.getReader();
  } catch (error) {
    input.signal.throwIfAborted();
    throw findAppError(error) ?? error;
  }
}

type PartReader = ReadableStreamDefaultReader<LanguageModelV4StreamPart>;

/** The transport never errors the stream; what throws here is the SDK, at something it cannot make sense of. */
async function readPart(parts: PartReader): Promise<Awaited<ReturnType<PartReader['read']>>> {
  try {
    return await parts.read();
  } catch (error) {
    throw findAppError(error) ?? engineFailure('engine-error-midstream', error instanceof Error ? error.message : 'unreadable stream', {}, error);
  }
}

function configuredLimits(): StallLimits {
  const config = getConfig();
  return { firstTokenMs: config.ENGINE_FIRST_TOKEN_TIMEOUT_MS, betweenTokensMs: config.ENGINE_BETWEEN_TOKENS_TIMEOUT_MS };
}

/** The SDK's parts as engine events. */
class ContentReader {
  readonly #filter = new TagFilter();
  #calls = 0;
  failure: Error | null = null;

  read(part: LanguageModelV4StreamPart): EngineEvent[] {
    switch (part.type) {
      case 'text-delta':
        return this.#events(this.#filter.push(part.delta));
      case 'reasoning-delta':
        return [{ type: 'reasoning', text: part.delta }];
      case 'tool-call':
        this.#calls += 1;
        return [{ type: 'tool-call', id: part.toolCallId, name: part.toolName, argumentsText: part.input }];
      case 'error':
        this.failure = readFailure(part.error);
        return this.#events(this.#filter.end());
      case 'finish': {
        const left = this.#events(this.#filter.end());
        return [...left, { type: 'finish', reason: this.#reason(part.finishReason.unified), usage: readUsage(part.usage) }];
      }
      default:
        return [];
    }
  }

  #events(parts: readonly FilteredPart[]): EngineEvent[] {
    return parts.map((part) => {
      if (part.type !== 'tool-call') return part;
      this.#calls += 1;
      return { ...part, id: `leaked-${this.#calls}` };
    });
  }

  /** MLC-LLM says tool calls whenever tools were offered; a leaked call ends with `stop`. What was really said counts. */
  #reason(unified: string): EngineFinishReason {
    if (unified === 'length') return 'length';
    if (this.#calls > 0 && (unified === 'tool-calls' || unified === 'stop')) return 'tool-calls';
    return unified === 'stop' || unified === 'tool-calls' ? 'stop' : 'unknown';
  }
}

const failureSchema = z.object({ message: z.string(), type: z.enum(ENGINE_FAILURES), code: z.number().nullish() });

function readFailure(error: unknown): Error {
  const parsed = failureSchema.safeParse(error);
  if (parsed.success) {
    const { type, message, code } = parsed.data;
    return engineFailure(type, message, { message, ...(typeof code === 'number' ? { status: code } : {}) });
  }
  return findAppError(error) ?? engineFailure('engine-error-midstream', error instanceof Error ? error.message : 'unreadable stream', {}, error);
}

function readUsage(usage: LanguageModelV4Usage): EngineUsage | null {
  const { total: promptTokens, cacheRead } = usage.inputTokens;
  const { total: outputTokens } = usage.outputTokens;
  if (promptTokens === undefined || outputTokens === undefined) return null;
  return { promptTokens, outputTokens, cachedTokens: cacheRead ?? 0 };
}
