import type { EngineMessage } from '@/lib/engine/connected-engine';
import type { Mode } from '@/lib/engine/contracts';

/** A prompt as Qwen3's chat template lays it out, for engines whose tokenizer takes text alone. */
export function renderChatml(messages: readonly EngineMessage[], mode: Mode): string {
  const turns = messages.map((message) => `<|im_start|>${message.role}\n${message.content}<|im_end|>\n`).join('');
  return `${turns}<|im_start|>assistant\n${mode === 'quick' ? '<think>\n\n</think>\n\n' : ''}`;
}
