import 'server-only';
import type {
  LanguageModelV4FinishReason,
  LanguageModelV4GenerateResult,
  LanguageModelV4Usage,
} from '@ai-sdk/provider';

/** What every object of one response has in common. */
export interface CompletionIdentity {
  readonly id: string;
  /** Seconds since 1970. */
  readonly created: number;
  readonly model: string;
}

/** A whole answer as the OpenAI protocol has it; reasoning in `reasoning_content`, as DeepSeek and vLLM name it. */
export function completionOf(
  identity: CompletionIdentity,
  { content, finishReason, usage }: LanguageModelV4GenerateResult,
): object {
  const textOf = (type: 'text' | 'reasoning'): string =>
    content.flatMap((part) => (part.type === type ? [part.text] : [])).join('');
  const calls = content.flatMap((part) =>
    part.type === 'tool-call' ? [toolCallOf(part.toolCallId, part.toolName, part.input)] : [],
  );
  const [text, reasoning] = [textOf('text'), textOf('reasoning')];
  return {
    id: identity.id,
    object: 'chat.completion',
    created: identity.created,
    model: identity.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: text === '' && calls.length > 0 ? null : text,
          refusal: null,
          ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
          ...(calls.length === 0 ? {} : { tool_calls: calls }),
        },
        logprobs: null,
        finish_reason: finishReasonOf(finishReason),
      },
    ],
    usage: usageOf(usage),
  };
}

/** A call as the OpenAI protocol has it; `input` is the JSON text of its arguments. */
export function toolCallOf(id: string, name: string, input: string): object {
  return { id, type: 'function', function: { name, arguments: input } };
}

/** Why the answer ended, in the words of the OpenAI protocol; what it has no word for is `stop`. */
export function finishReasonOf({ unified }: LanguageModelV4FinishReason): 'stop' | 'length' | 'tool_calls' {
  if (unified === 'tool-calls') return 'tool_calls';
  return unified === 'length' ? 'length' : 'stop';
}

/** Tokens as the OpenAI protocol counts them; 0 for what the engine did not report. */
export function usageOf({ inputTokens, outputTokens }: LanguageModelV4Usage): object {
  const [prompt, output] = [inputTokens.total ?? 0, outputTokens.total ?? 0];
  return {
    prompt_tokens: prompt,
    completion_tokens: output,
    total_tokens: prompt + output,
    prompt_tokens_details: { cached_tokens: inputTokens.cacheRead ?? 0 },
  };
}
