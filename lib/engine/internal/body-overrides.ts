import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';

/** Body fields of a call that go before Yika's own sampling; those that a call does not set are left out. */
export function overridesOf(options: LanguageModelV4CallOptions): Record<string, unknown> {
  const fields: Record<string, unknown> = {
    temperature: options.temperature,
    top_p: options.topP,
    top_k: options.topK,
    presence_penalty: options.presencePenalty,
    frequency_penalty: options.frequencyPenalty,
    stop: options.stopSequences,
    seed: options.seed,
    tool_choice: toolChoiceField(options.toolChoice),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** `auto` is the default of every engine, and one that is offered no tools refuses the field. */
function toolChoiceField(choice: LanguageModelV4CallOptions['toolChoice']): unknown {
  if (choice === undefined || choice.type === 'auto') return undefined;
  return choice.type === 'tool' ? { type: 'function', function: { name: choice.toolName } } : choice.type;
}
