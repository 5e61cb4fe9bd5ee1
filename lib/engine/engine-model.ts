import 'server-only';
import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Content,
  LanguageModelV4FinishReason,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
  LanguageModelV4StreamResult,
  LanguageModelV4Usage,
} from '@ai-sdk/provider';
import { getConfig } from '@/lib/config/config';
import type { ConnectedEngine, EngineEvent, EngineFinishReason, EngineUsage } from '@/lib/engine/connected-engine';
import type { Mode } from '@/lib/engine/contracts';
import { overridesOf } from '@/lib/engine/internal/body-overrides';
import { promptMessages } from '@/lib/engine/internal/prompt-messages';
import { streamCompletion, type StreamCompletionInput } from '@/lib/engine/stream-completion';

export interface EngineModelSettings {
  readonly engine: ConnectedEngine;
  /** Used unless a call says `reasoning`: 'none' is quick, any effort is thinking. */
  readonly mode: Mode;
  readonly requestId: string;
  /** Gets every event before the caller does. */
  readonly onEvent?: (event: EngineEvent) => void;
  readonly cacheSalt?: string;
  readonly priority?: number;
}

/**
 * An engine as a language model of the AI SDK, for `generateText`, `streamText` and structured output. It has the
 * transport, the request shape and the error handling of the chat: `doGenerate` and `doStream` reject with the
 * AppErrors of `streamCompletion`. It does not wait for admission; product code uses the admitted model of lib/runs
 * instead.
 */
export function engineModel(settings: EngineModelSettings): LanguageModelV4 {
  return {
    specificationVersion: 'v4',
    provider: 'yika-engine',
    modelId: settings.engine.model,
    supportedUrls: {},
    doGenerate: (options) => generate(settings, options),
    doStream: (options) => stream(settings, options),
  };
}

/** The request of a call, as the chat would send it. */
export function completionInput(
  settings: EngineModelSettings,
  options: LanguageModelV4CallOptions,
): StreamCompletionInput {
  const { responseFormat, tools = [] } = options;
  return {
    engine: settings.engine,
    messages: promptMessages(options.prompt),
    mode: modeOf(options.reasoning, settings.mode),
    maxOutputTokens: options.maxOutputTokens ?? getConfig().MAX_OUTPUT_TOKENS,
    signal: options.abortSignal ?? new AbortController().signal,
    requestId: settings.requestId,
    overrides: overridesOf(options),
    tools: tools.flatMap((tool) =>
      tool.type === 'function'
        ? [{ name: tool.name, description: tool.description ?? '', inputSchema: { ...tool.inputSchema } }]
        : [],
    ),
    ...(responseFormat?.type === 'json' && responseFormat.schema !== undefined
      ? { outputSchema: { name: responseFormat.name ?? 'output', schema: { ...responseFormat.schema } } }
      : {}),
    ...(settings.cacheSalt === undefined ? {} : { cacheSalt: settings.cacheSalt }),
    ...(settings.priority === undefined ? {} : { priority: settings.priority }),
  };
}

function modeOf(reasoning: LanguageModelV4CallOptions['reasoning'], mode: Mode): Mode {
  if (reasoning === undefined || reasoning === 'provider-default') return mode;
  return reasoning === 'none' ? 'quick' : 'thinking';
}

async function generate(
  settings: EngineModelSettings,
  options: LanguageModelV4CallOptions,
): Promise<LanguageModelV4GenerateResult> {
  const content: LanguageModelV4Content[] = [];
  let end: Extract<EngineEvent, { type: 'finish' }> | null = null;
  for await (const event of streamCompletion(completionInput(settings, options))) {
    settings.onEvent?.(event);
    const last = content.at(-1);
    if (event.type === 'finish') end = event;
    else if (event.type === 'tool-call')
      content.push({ type: 'tool-call', toolCallId: event.id, toolName: event.name, input: event.argumentsText });
    else if (event.type === 'text-was-reasoning')
      content.splice(
        0,
        content.length,
        ...content.map((part) => (part.type === 'text' ? { type: 'reasoning' as const, text: part.text } : part)),
      );
    else if (last?.type === event.type) last.text += event.text;
    else content.push({ type: event.type, text: event.text });
  }
  return {
    content,
    finishReason: finishReason(end?.reason ?? 'unknown'),
    usage: usageOf(end?.usage ?? null),
    warnings: [],
  };
}

async function stream(
  settings: EngineModelSettings,
  options: LanguageModelV4CallOptions,
): Promise<LanguageModelV4StreamResult> {
  const events = streamCompletion(completionInput(settings, options));
  // What is refused before the first token rejects the call instead of standing in its stream.
  const first = await events.next();
  const parts = streamParts(settings, first, events);
  return {
    stream: new ReadableStream<LanguageModelV4StreamPart>({
      pull: async (controller) => {
        const { done, value } = await parts.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      cancel: async () => {
        await parts.return();
      },
    }),
  };
}

/** Text and reasoning come as blocks: a change of kind ends one and begins the next. */
async function* streamParts(
  { onEvent }: EngineModelSettings,
  first: IteratorResult<EngineEvent, void>,
  rest: AsyncGenerator<EngineEvent, void>,
): AsyncGenerator<LanguageModelV4StreamPart, void> {
  let open: { readonly kind: 'text' | 'reasoning'; readonly id: string } | null = null;
  let blocks = 0;
  yield { type: 'stream-start', warnings: [] };
  try {
    for (let next = first; next.done !== true; next = await rest.next()) {
      const event = next.value;
      onEvent?.(event);
      const kind = event.type === 'text' || event.type === 'reasoning' ? event.type : null;
      if (open !== null && open.kind !== kind) {
        yield { type: `${open.kind}-end`, id: open.id };
        open = null;
      }
      if (event.type === 'finish') {
        yield { type: 'finish', finishReason: finishReason(event.reason), usage: usageOf(event.usage) };
      } else if (event.type === 'tool-call') {
        yield { type: 'tool-call', toolCallId: event.id, toolName: event.name, input: event.argumentsText };
      } else if (event.type !== 'text-was-reasoning') {
        // A stream of the SDK cannot take text back: what was written stays a text block of its own.
        if (open === null) {
          blocks += 1;
          open = { kind: event.type, id: String(blocks) };
          yield { type: `${event.type}-start`, id: open.id };
        }
        yield { type: `${event.type}-delta`, id: open.id, delta: event.text };
      }
    }
  } catch (error) {
    yield { type: 'error', error };
  } finally {
    await rest.return();
  }
}

function finishReason(reason: EngineFinishReason): LanguageModelV4FinishReason {
  return { unified: reason === 'unknown' ? 'other' : reason, raw: reason };
}

function usageOf(usage: EngineUsage | null): LanguageModelV4Usage {
  return {
    inputTokens: {
      total: usage?.promptTokens,
      noCache: usage === null ? undefined : usage.promptTokens - usage.cachedTokens,
      cacheRead: usage?.cachedTokens,
      cacheWrite: undefined,
    },
    outputTokens: { total: usage?.outputTokens, text: undefined, reasoning: undefined },
  };
}
