import type { IncomingMessage, ServerResponse } from 'node:http';

import {
  isThinkingOn,
  readMessages,
  readTools,
  tokenizeChatSchema,
  tokenizeTextSchema,
} from '@/lib/demo-engine/internal/protocol/chat-request';
import type { EngineContext } from '@/lib/demo-engine/internal/protocol/engine-context';
import { EngineError } from '@/lib/demo-engine/internal/protocol/engine-error';
import { readJson, sendJson } from '@/lib/demo-engine/internal/protocol/http-io';
import { parseRequest } from '@/lib/demo-engine/internal/protocol/parse-request';
import { renderPrompt } from '@/lib/demo-engine/internal/tokens/render-prompt';
import { splitTokens } from '@/lib/demo-engine/internal/tokens/split-tokens';
import { tokenId } from '@/lib/demo-engine/internal/tokens/token-id';

/** The prompt tokens of a body with `messages`. */
export function renderBody(value: unknown): string[] {
  const body = parseRequest(tokenizeChatSchema, value);
  const messages = readMessages(body);
  return renderPrompt({
    messages,
    tools: readTools(body),
    isThinkingOn: isThinkingOn(body.chat_template_kwargs, messages),
    hasGenerationPrompt: body.add_generation_prompt ?? true,
    continuesFinalMessage: body.continue_final_message === true,
  });
}

const hasMessages = (value: unknown): boolean => typeof value === 'object' && value !== null && 'messages' in value;

/**
 * `POST /tokenize` of vLLM (messages or prompt) and SGLang (prompt): the true count, template and tools included.
 * @throws EngineError 400
 */
export async function tokenize(
  context: EngineContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const value = await readJson(request);
  const isChat = hasMessages(value);
  if (isChat && context.settings.dialect === 'sglang')
    throw new EngineError('bad-request', 'Field required: prompt', { param: 'prompt' });
  const tokens = isChat ? renderBody(value) : splitTokens(parseRequest(tokenizeTextSchema, value).prompt);
  sendJson(response, 200, {
    count: tokens.length,
    max_model_len: context.settings.maxModelLen,
    tokens: tokens.map(tokenId),
    token_strs: null,
  });
}
