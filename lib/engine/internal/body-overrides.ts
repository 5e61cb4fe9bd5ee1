import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';

/**
 * Body fields of a call that replace Yika's own sampling, and those of `providerOptions['yika-engine']`; what a call
 * does not set is left out.
 */
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
    response_format: options.responseFormat?.type === 'json' ? jsonField(options.responseFormat.schema) : undefined,
    ...options.providerOptions?.['yika-engine'],
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Any JSON object; with a schema, the request has it as `outputSchema`. */
const jsonField = (schema: unknown): unknown => (schema === undefined ? { type: 'json_object' } : undefined);

/** `auto` is the default of every engine, and one that is offered no tools refuses the field. */
function toolChoiceField(choice: LanguageModelV4CallOptions['toolChoice']): unknown {
  if (choice === undefined || choice.type === 'auto') return undefined;
  return choice.type === 'tool' ? { type: 'function', function: { name: choice.toolName } } : choice.type;
}
