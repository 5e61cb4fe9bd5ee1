import type { EngineChoice } from '@/lib/engines/choice-contracts';

export type LostAbility = 'noTools' | 'noThinking' | 'shorterContext';

/** What a choice lacks that another one has. */
export function lostAbilities(chosen: EngineChoice, choices: readonly EngineChoice[]): LostAbility[] {
  const lost: LostAbility[] = [];
  if (!chosen.hasTools && choices.some(({ hasTools }) => hasTools)) lost.push('noTools');
  if (!chosen.hasThinking && choices.some(({ hasThinking }) => hasThinking)) lost.push('noThinking');
  if (choices.some(({ contextTokens }) => contextTokens > chosen.contextTokens)) lost.push('shorterContext');
  return lost;
}
