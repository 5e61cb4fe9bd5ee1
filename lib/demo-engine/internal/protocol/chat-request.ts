import { z } from 'zod';

const textPartSchema = z.looseObject({ type: z.string(), text: z.string().optional() });
const contentSchema = z.union([z.string(), z.array(textPartSchema), z.null()]).optional();

const messageSchema = z.looseObject({
  role: z.string(),
  content: contentSchema,
  reasoning: z.string().nullish(),
  reasoning_content: z.string().nullish(),
  tool_call_id: z.string().nullish(),
  tool_calls: z
    .array(
      z.looseObject({
        id: z.string().optional(),
        function: z.looseObject({
          name: z.string(),
          arguments: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
        }),
      }),
    )
    .nullish(),
});

const toolSchema = z.looseObject({
  type: z.literal('function'),
  function: z.looseObject({
    name: z.string(),
    description: z.string().optional(),
    parameters: z.record(z.string(), z.unknown()).optional(),
  }),
});

const templateFields = {
  model: z.string().optional(),
  messages: z.array(messageSchema).min(1),
  tools: z.array(toolSchema).nullish(),
  chat_template_kwargs: z.record(z.string(), z.unknown()).nullish(),
  add_generation_prompt: z.boolean().optional(),
  continue_final_message: z.boolean().optional(),
};

const tokenLimit = z.number().int().min(1).nullish();

export const chatRequestSchema = z.looseObject({
  ...templateFields,
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
  max_tokens: tokenLimit,
  max_completion_tokens: tokenLimit,
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
  n: z.number().int().min(1).max(1).nullish(),
  temperature: z.number().min(0).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  top_k: z.number().int().min(-1).nullish(),
  min_p: z.number().min(0).max(1).nullish(),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  seed: z.number().int().nullish(),
  priority: z.number().int().optional(),
  cache_salt: z.string().nullish(),
  user: z.string().nullish(),
  reasoning_effort: z.string().nullish(),
  return_progress: z.boolean().optional(),
  response_format: z.looseObject({ type: z.string() }).nullish(),
  tool_choice: z
    .union([
      z.enum(['none', 'auto', 'required']),
      z.looseObject({ type: z.literal('function'), function: z.looseObject({ name: z.string() }) }),
    ])
    .nullish(),
});

export const tokenizeChatSchema = z.looseObject(templateFields);
export const tokenizeTextSchema = z.looseObject({ model: z.string().optional(), prompt: z.string() });

export type ChatRequestBody = z.infer<typeof chatRequestSchema>;
export type TokenizeChatBody = z.infer<typeof tokenizeChatSchema>;

export interface ChatToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/** A message as the rest of the demo engine sees it: plain text, whatever shape it came in. */
export interface ChatMessage {
  readonly role: string;
  readonly content: string;
  readonly reasoning: string;
  readonly toolCalls: readonly ChatToolCall[];
  readonly toolCallId: string;
}

export interface ChatTool {
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The tool as it stands in the prompt. */
  readonly json: string;
}

function plainContent(content: ChatRequestBody['messages'][number]['content']): string {
  if (content === null || content === undefined) return '';
  return typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('');
}

/** Messages with their content parts joined. */
export function readMessages(body: TokenizeChatBody): ChatMessage[] {
  return body.messages.map((message) => ({
    role: message.role === 'developer' ? 'system' : message.role,
    content: plainContent(message.content),
    reasoning: message.reasoning ?? message.reasoning_content ?? '',
    toolCallId: message.tool_call_id ?? '',
    toolCalls: (message.tool_calls ?? []).map((call) => ({
      id: call.id ?? '',
      name: call.function.name,
      arguments:
        typeof call.function.arguments === 'string'
          ? call.function.arguments
          : JSON.stringify(call.function.arguments ?? {}),
    })),
  }));
}

/** The offered tools. */
export function readTools(body: TokenizeChatBody): ChatTool[] {
  return (body.tools ?? []).map((tool) => ({
    name: tool.function.name,
    description: tool.function.description ?? '',
    parameters: tool.function.parameters ?? {},
    json: JSON.stringify(tool),
  }));
}

/**
 * Whether the answer thinks: the template switch, then the last soft switch a user typed, which works only while
 * thinking is on.
 */
export function isThinkingOn(
  kwargs: Readonly<Record<string, unknown>> | null | undefined,
  messages: readonly ChatMessage[],
): boolean {
  if (kwargs?.enable_thinking === false) return false;
  const users = messages.filter((message) => message.role === 'user');
  for (const message of users.reverse()) {
    const last = [...message.content.matchAll(/(?:^|\s)\/(think|no_think)(?=\s|$)/g)].at(-1);
    if (last !== undefined) return last[1] === 'think';
  }
  return true;
}
