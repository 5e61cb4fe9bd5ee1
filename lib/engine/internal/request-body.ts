import type { ConnectedEngine, EngineMessage, EngineTool } from '@/lib/engine/connected-engine';
import type { Mode } from '@/lib/engine/contracts';
import { parseJsonOrNull } from '@/lib/engine/internal/parse-engine-error';
import { isRecord } from '@/lib/engine/internal/read-chunk';
import { requestMessages, templateFields } from '@/lib/engine/internal/request-messages';
import { requestTools } from '@/lib/engine/internal/request-tools';
import { SAMPLING } from '@/lib/engine/internal/sampling';
import { wireMessage, wireTool } from '@/lib/engine/internal/wire-messages';

export interface CompletionRequest {
  readonly engine: Pick<ConnectedEngine, 'model' | 'capabilities'>;
  readonly messages: readonly EngineMessage[];
  readonly mode: Mode;
  readonly maxOutputTokens: number;
  readonly continueFinalMessage?: boolean;
  readonly tools?: readonly EngineTool[];
  /** The answer is JSON of this schema, enforced by the engine's guided decoding. */
  readonly outputSchema?: { readonly name: string; readonly schema: Readonly<Record<string, unknown>> };
  /** Body fields of the OpenAI protocol that replace Yika's own: sampling, `stop`, `seed`, `tool_choice`. */
  readonly overrides?: Readonly<Record<string, unknown>>;
  /** Isolates the prefix cache of those who share it from everyone else's (vLLM). */
  readonly cacheSalt?: string;
  /** Lower is earlier, where the engine schedules by priority. */
  readonly priority?: number;
}

/** The body of `POST /v1/chat/completions` for an engine, with its own fields according to its capabilities. */
export function requestBody(request: CompletionRequest): Record<string, unknown> {
  const { capabilities, model } = request.engine;
  const shape = {
    messages: request.messages,
    mode: request.mode,
    continueFinalMessage: request.continueFinalMessage === true,
  };
  const { temperature, topP, topK, minP, presencePenalty } = SAMPLING[request.mode];
  const tools = requestTools(request.tools);
  const isVllm = capabilities.make === 'vllm' || capabilities.make === 'demo';
  const fields: Record<string, unknown> = {
    model,
    max_tokens: request.maxOutputTokens,
    temperature,
    top_p: topP,
    presence_penalty: presencePenalty,
    messages: requestMessages(shape, capabilities).map(withObjectArguments).map(wireMessage),
    ...(tools.length > 0 ? { tools: tools.map(wireTool) } : {}),
    stream: true,
    stream_options: { include_usage: true },
    top_k: topK,
    min_p: minP,
    ...templateFields(shape, capabilities),
    ...(request.outputSchema === undefined
      ? {}
      : { response_format: { type: 'json_schema', json_schema: { ...request.outputSchema, strict: true } } }),
    ...(capabilities.thinkingSwitch === 'reasoning_effort' && request.mode === 'quick'
      ? { reasoning_effort: 'none' }
      : {}),
    ...(isVllm && request.cacheSalt !== undefined ? { cache_salt: request.cacheSalt } : {}),
    ...(isVllm && request.priority !== undefined ? { priority: request.priority } : {}),
    ...request.overrides,
  };
  return Object.fromEntries(
    Object.entries(fields).filter(([field]) => !capabilities.unsupportedFields.includes(field)),
  );
}

/**
 * Arguments that are not a JSON object go as an empty one: templates parse them, and the result says what was wrong.
 */
function withObjectArguments(message: EngineMessage): EngineMessage {
  if (message.role !== 'assistant' || message.toolCalls === undefined) return message;
  return {
    ...message,
    toolCalls: message.toolCalls.map((call) =>
      isRecord(parseJsonOrNull(call.argumentsText)) ? call : { ...call, argumentsText: '{}' },
    ),
  };
}
