import 'server-only';
import type {
  JSONValue,
  LanguageModelV4CallOptions,
  LanguageModelV4FunctionTool,
  LanguageModelV4Message,
  LanguageModelV4Prompt,
} from '@ai-sdk/provider';
import { AppError } from '@/lib/errors/app-error';
import type { ChatInput, ChatMessage } from '@/lib/gateway/openai-contracts';

/**
 * A request of the OpenAI protocol as a call of a language model.
 * @throws AppError `invalid-request`, `parameter-unsupported`
 */
export function callOptions(input: ChatInput): LanguageModelV4CallOptions {
  refuseUnsupported(input);
  const tools = toolsOf(input.tools);
  return {
    prompt: promptOf(input.messages),
    ...defined({
      maxOutputTokens: input.max_completion_tokens ?? input.max_tokens,
      temperature: input.temperature,
      topP: input.top_p,
      topK: input.top_k,
      presencePenalty: input.presence_penalty,
      frequencyPenalty: input.frequency_penalty,
      seed: input.seed,
      stopSequences: typeof input.stop === 'string' ? [input.stop] : input.stop,
      responseFormat: responseFormatOf(input.response_format),
      toolChoice: tools.length === 0 ? undefined : toolChoiceOf(input.tool_choice),
    }),
    reasoning: isThinking(input) ? 'medium' : 'none',
    tools,
    providerOptions: {
      'yika-engine': defined({
        min_p: input.min_p,
        logit_bias: input.logit_bias,
        parallel_tool_calls: tools.length === 0 ? undefined : input.parallel_tool_calls,
      }),
    },
  };
}

/** Thinking is off unless the request asks for it: programs want short answers. */
function isThinking({ reasoning_effort: effort, chat_template_kwargs: kwargs }: ChatInput): boolean {
  if (effort !== null && effort !== undefined) return effort !== 'none';
  return kwargs?.enable_thinking === true;
}

function refuseUnsupported({ n, logprobs, top_logprobs: top }: ChatInput): void {
  const refuse = (field: string, detail: string): never => {
    throw new AppError({ kind: 'invalid', code: 'parameter-unsupported', detail, values: { field } });
  };
  if (n !== null && n !== undefined && n !== 1) refuse('n', 'n must be 1: one request is one place in the queue');
  if (logprobs === true || (top !== null && top !== undefined && top > 0))
    refuse('logprobs', 'logprobs are not available');
}

/** What is set: the SDK's options take no null. */
function defined<Fields extends Record<string, unknown>>(
  fields: Fields,
): { [Key in keyof Fields]?: NonNullable<Fields[Key]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)) as {
    [Key in keyof Fields]?: NonNullable<Fields[Key]>;
  };
}

function responseFormatOf(format: ChatInput['response_format']): LanguageModelV4CallOptions['responseFormat'] {
  if (format === null || format === undefined || format.type === 'text') return undefined;
  if (format.type === 'json_object') return { type: 'json' };
  const { name, schema } = format.json_schema;
  return { type: 'json', name, schema };
}

function toolChoiceOf(choice: ChatInput['tool_choice']): LanguageModelV4CallOptions['toolChoice'] {
  if (choice === null || choice === undefined) return undefined;
  return typeof choice === 'string' ? { type: choice } : { type: 'tool', toolName: choice.function.name };
}

/** Function tools as the SDK has them. */
export function toolsOf(tools: ChatInput['tools']): LanguageModelV4FunctionTool[] {
  return (tools ?? []).map(({ function: { name, description, parameters } }) => ({
    type: 'function',
    name,
    description: description ?? '',
    inputSchema: parameters ?? { type: 'object', properties: {} },
  }));
}

/** Messages as the SDK has them. @throws AppError `invalid-request` for a result whose call is not in front of it */
export function promptOf(messages: readonly ChatMessage[]): LanguageModelV4Prompt {
  const names = new Map<string, string>();
  return messages.map((message, index): LanguageModelV4Message => {
    switch (message.role) {
      case 'system':
      case 'developer':
        return { role: 'system', content: textOf(message.content) };
      case 'user':
        return { role: 'user', content: [{ type: 'text', text: textOf(message.content) }] };
      case 'assistant': {
        const calls = message.tool_calls ?? [];
        for (const call of calls) names.set(call.id, call.function.name);
        const text = textOf(message.content ?? '');
        return {
          role: 'assistant',
          content: [
            ...(text === '' ? [] : [{ type: 'text' as const, text }]),
            ...calls.map((call) => ({
              type: 'tool-call' as const,
              toolCallId: call.id,
              toolName: call.function.name,
              input: parseArguments(call.function.arguments),
            })),
          ],
        };
      }
      case 'tool': {
        const toolName = names.get(message.tool_call_id);
        if (toolName === undefined) {
          const field = `messages.${index}.tool_call_id`;
          const detail = `${field}: no message in front of it has a call with this id`;
          throw new AppError({ kind: 'invalid', code: 'invalid-request', detail, values: { field } });
        }
        const output = { type: 'text' as const, value: textOf(message.content) };
        return { role: 'tool', content: [{ type: 'tool-result', toolCallId: message.tool_call_id, toolName, output }] };
      }
    }
  });
}

function textOf(content: string | readonly { readonly text: string }[]): string {
  return typeof content === 'string' ? content : content.map((part) => part.text).join('');
}

/** Arguments that are not JSON stay a text, which the engine gets as an empty object. */
function parseArguments(text: string): JSONValue {
  try {
    return JSON.parse(text) as JSONValue;
  } catch {
    return text;
  }
}
