import type { JSONObject, LanguageModelV4CallOptions, LanguageModelV4FunctionTool, LanguageModelV4Message, LanguageModelV4ToolCallPart } from '@ai-sdk/provider';
import { z } from 'zod';
import type { ConnectedEngine, EngineMessage, EngineTool, EngineToolCall } from '@/lib/engine/connected-engine';
import type { Mode } from '@/lib/engine/contracts';
import { parseJsonOrNull } from '@/lib/engine/internal/parse-engine-error';
import { requestMessages, templateFields } from '@/lib/engine/internal/request-messages';
import { requestTools } from '@/lib/engine/internal/request-tools';
import { SAMPLING } from '@/lib/engine/internal/sampling';

/** The provider's name in the SDK: the key of its options. */
export const PROVIDER_NAME = 'engine';

export interface CompletionRequest {
  readonly engine: Pick<ConnectedEngine, 'capabilities'>;
  readonly messages: readonly EngineMessage[];
  readonly mode: Mode;
  readonly maxOutputTokens: number;
  readonly continueFinalMessage?: boolean;
  readonly tools?: readonly EngineTool[];
  readonly signal: AbortSignal;
  readonly requestId: string;
  /** Isolates the prefix cache of those who share it from everyone else's (vLLM). */
  readonly cacheSalt?: string;
  /** Lower is earlier, where the engine schedules by priority. */
  readonly priority?: number;
}

/** The SDK's call for a request, with the engine's own body fields according to its capabilities. */
export function callOptions(request: CompletionRequest): LanguageModelV4CallOptions {
  const { capabilities } = request.engine;
  const shape = { messages: request.messages, mode: request.mode, continueFinalMessage: request.continueFinalMessage === true };
  const sampling = SAMPLING[request.mode];
  const has = (field: string): boolean => !capabilities.unsupportedFields.includes(field);
  return {
    prompt: requestMessages(shape, capabilities).map(promptMessage),
    maxOutputTokens: request.maxOutputTokens,
    temperature: sampling.temperature,
    topP: sampling.topP,
    ...(has('presence_penalty') ? { presencePenalty: sampling.presencePenalty } : {}),
    ...(request.tools !== undefined && request.tools.length > 0 ? { tools: requestTools(request.tools).map(functionTool) } : {}),
    providerOptions: { [PROVIDER_NAME]: extraFields(request, templateFields(shape, capabilities)) },
    headers: { 'x-request-id': request.requestId },
    abortSignal: request.signal,
  };
}

const jsonObject: z.ZodType<JSONObject> = z.record(z.string(), z.json());

function extraFields(request: CompletionRequest, template: Readonly<Record<string, unknown>>): JSONObject {
  const { capabilities } = request.engine;
  const sampling = SAMPLING[request.mode];
  const isVllm = capabilities.make === 'vllm' || capabilities.make === 'demo';
  const fields: Record<string, unknown> = {
    top_k: sampling.topK,
    min_p: sampling.minP,
    ...template,
    ...(capabilities.thinkingSwitch === 'reasoning_effort' && request.mode === 'quick' ? { reasoning_effort: 'none' } : {}),
    ...(isVllm && request.cacheSalt !== undefined ? { cache_salt: request.cacheSalt } : {}),
    ...(isVllm && request.priority !== undefined ? { priority: request.priority } : {}),
  };
  return jsonObject.parse(Object.fromEntries(Object.entries(fields).filter(([field]) => !capabilities.unsupportedFields.includes(field))));
}

function promptMessage(message: EngineMessage): LanguageModelV4Message {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: message.content };
    case 'user':
      return { role: 'user', content: [{ type: 'text', text: message.content }] };
    case 'assistant':
      return { role: 'assistant', content: [...(message.content === '' ? [] : [{ type: 'text' as const, text: message.content }]), ...(message.toolCalls ?? []).map(callPart)] };
    case 'tool':
      return { role: 'tool', content: [{ type: 'tool-result', toolCallId: message.callId, toolName: message.toolName, output: { type: 'text', value: message.content } }] };
  }
}

/** Arguments that are no JSON object go as an empty one: templates parse them, and the result says what was wrong. */
function callPart(call: EngineToolCall): LanguageModelV4ToolCallPart {
  const parsed = jsonObject.safeParse(parseJsonOrNull(call.argumentsText));
  return { type: 'tool-call', toolCallId: call.id, toolName: call.name, input: parsed.data ?? {} };
}

function functionTool(tool: EngineTool): LanguageModelV4FunctionTool {
  return { type: 'function', name: tool.name, description: tool.description, inputSchema: { ...tool.inputSchema } };
}
