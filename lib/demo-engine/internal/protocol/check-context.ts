import { EngineError } from '@/lib/demo-engine/internal/protocol/engine-error';
import type { Dialect } from '@/lib/demo-engine/internal/protocol/dialect';

/**
 * Tokens an answer may have.
 * @throws EngineError 400 when prompt and answer do not fit, worded and shaped as each engine does (vLLM's count of a
 * prompt that
 *   is too long stops one above the limit)
 */
export function answerLimit(dialect: Dialect, maxModelLen: number, promptTokens: number, asked: number | null): number {
  const room = maxModelLen - promptTokens;
  if (dialect.name === 'ollama') return Math.max(1, Math.min(room, asked ?? room));
  if (dialect.name === 'llamacpp') {
    if (room > 0) return Math.min(room, asked ?? room);
    const message = 'the request exceeds the available context size, try increasing it';
    throw new EngineError('context-overflow', message, { promptTokens, contextTokens: maxModelLen });
  }
  const limit = String(maxModelLen);
  const output = asked ?? 0;
  if (room > 0 && output <= room) return asked ?? room;
  if (dialect.name === 'sglang' || dialect.name === 'mlc') {
    throw new EngineError(
      'context-overflow',
      `The input (${promptTokens} tokens) is longer than the model's context length (${limit} tokens).`,
    );
  }
  if (dialect.name === 'vllm-old') {
    const wording = `This model's maximum context length is ${limit} tokens. However, you requested ${promptTokens + output} tokens (${promptTokens} in the messages, ${output} in the completion). Please reduce the length of the messages or completion.`;
    throw new EngineError('context-overflow', wording);
  }
  const counted = Math.min(promptTokens, maxModelLen - Math.min(output, maxModelLen - 1) + 1);
  const wording = `This model's maximum context length is ${limit} tokens. However, you requested ${output} output tokens and your prompt contains at least ${counted} input tokens, for a total of at least ${counted + output} tokens. Please reduce the length of the input prompt or the number of requested output tokens.`;
  throw new EngineError('context-overflow', wording, { param: 'input_tokens' });
}
