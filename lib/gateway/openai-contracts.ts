import { z } from 'zod';

/** The parts of the OpenAI protocol that Yika reads. Fields that only tune OpenAI's own service are ignored. */

const textPart = z.object({ type: z.literal('text'), text: z.string() });
const content = z.union([z.string(), z.array(textPart)]);
const toolCall = z.object({
  id: z.string(),
  type: z.literal('function').default('function'),
  function: z.object({ name: z.string(), arguments: z.string() }),
});

export const chatMessageSchema = z.discriminatedUnion('role', [
  z.object({ role: z.literal('system'), content }),
  z.object({ role: z.literal('developer'), content }),
  z.object({ role: z.literal('user'), content }),
  z.object({ role: z.literal('assistant'), content: content.nullish(), tool_calls: z.array(toolCall).nullish() }),
  z.object({ role: z.literal('tool'), content, tool_call_id: z.string() }),
]);
export type ChatMessage = z.output<typeof chatMessageSchema>;

const jsonObject = z.record(z.string(), z.unknown());
const chatTool = z.object({
  type: z.literal('function'),
  function: z.object({
    name: z.string().min(1).max(64),
    description: z.string().nullish(),
    parameters: jsonObject.nullish(),
    strict: z.boolean().nullish(),
  }),
});
const toolChoice = z.union([
  z.enum(['none', 'auto', 'required']),
  z.object({ type: z.literal('function'), function: z.object({ name: z.string() }) }),
]);
const responseFormat = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text') }),
  z.object({ type: z.literal('json_object') }),
  z.object({
    type: z.literal('json_schema'),
    json_schema: z.object({ name: z.string().default('output'), schema: jsonObject }),
  }),
]);

const tokens = z.number().int().min(1).nullish();
const penalty = z.number().min(-2).max(2).nullish();

/** POST /v1/chat/completions */
export const chatSchema = z.object({
  model: z.string().min(1),
  messages: z.array(chatMessageSchema).min(1).max(2_000),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: tokens,
  max_completion_tokens: tokens,
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  top_k: z.number().int().min(-1).nullish(),
  min_p: z.number().min(0).max(1).nullish(),
  presence_penalty: penalty,
  frequency_penalty: penalty,
  logit_bias: z.record(z.string(), z.number()).nullish(),
  seed: z.number().int().nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(16)]).nullish(),
  n: z.number().int().nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.number().int().nullish(),
  tools: z.array(chatTool).max(128).nullish(),
  tool_choice: toolChoice.nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  response_format: responseFormat.nullish(),
  /** none: no thinking; anything else: thinking. */
  reasoning_effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']).nullish(),
  /** The same as engines spell it. */
  chat_template_kwargs: z.object({ enable_thinking: z.boolean().optional() }).nullish(),
});
export type ChatInput = z.output<typeof chatSchema>;

/** POST /v1/tokenize: messages with the model's template, or bare text. */
export const tokenizeSchema = z.object({
  model: z.string().min(1),
  messages: z.array(chatMessageSchema).min(1).max(2_000).optional(),
  tools: z.array(chatTool).max(128).optional(),
  prompt: z.string().optional(),
});
export type TokenizeInput = z.output<typeof tokenizeSchema>;
/** `exact`: counted by the engine; else an estimate on the high side. */
export const tokenCountSchema = z.object({
  count: z.number().int(),
  max_model_len: z.number().int(),
  exact: z.boolean(),
});

export const modelSchema = z.object({
  id: z.string(),
  object: z.literal('model'),
  created: z.number().int(),
  owned_by: z.string(),
  /** Prompt and answer together, in tokens. */
  max_model_len: z.number().int(),
});
export const modelsSchema = z.object({ object: z.literal('list'), data: z.array(modelSchema) });
export type ModelDto = z.infer<typeof modelSchema>;

/** How a request fails. `code` is Yika's, as in problem+json. */
export const openAiErrorSchema = z.object({
  error: z.object({ message: z.string(), type: z.string(), param: z.string().nullable(), code: z.string() }),
});
export type OpenAiErrorDto = z.infer<typeof openAiErrorSchema>;
