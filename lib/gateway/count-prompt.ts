import 'server-only';
import type { z } from 'zod';
import { countText, countTokens } from '@/lib/engine/count-tokens';
import { getEngine } from '@/lib/engine/current-engine';
import { completionInput } from '@/lib/engine/engine-model';
import { AppError } from '@/lib/errors/app-error';
import type { KeyRights } from '@/lib/gateway/authenticate-key';
import { promptOf, toolsOf } from '@/lib/gateway/internal/call-options';
import { requireModel } from '@/lib/gateway/list-models';
import type { tokenCountSchema, TokenizeInput } from '@/lib/gateway/openai-contracts';

/**
 * Counts the tokens of messages with the model's template, or of bare text, with the engine's tokenizer.
 * @throws AppError `model-not-found`, `invalid-request`
 */
export async function countPrompt(
  key: KeyRights,
  { model, messages, prompt, tools }: TokenizeInput,
  signal: AbortSignal,
): Promise<z.infer<typeof tokenCountSchema>> {
  const { max_model_len } = requireModel(key, model);
  const engine = getEngine();
  if (messages === undefined) {
    if (prompt === undefined) {
      const detail = 'messages or prompt: one of them is needed';
      throw new AppError({ kind: 'invalid', code: 'invalid-request', detail, values: { field: 'messages' } });
    }
    const { tokens, exact } = await countText(engine, prompt, signal);
    return { count: tokens, max_model_len, exact };
  }
  const options = { prompt: promptOf(messages), tools: toolsOf(tools), abortSignal: signal };
  const { tokens, exact } = await countTokens(completionInput({ engine, mode: 'quick', requestId: '' }, options));
  return { count: tokens, max_model_len, exact };
}
