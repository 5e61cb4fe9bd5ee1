import type { TokenUsage } from '@/lib/engine/contracts';

/** The notice about a draft's size before it is sent. */
export type ContextUse =
  | { readonly kind: 'fits' }
  /** Old turns would be left out. */
  | { readonly kind: 'drops'; readonly turns: number }
  /** The question alone is too long. */
  | { readonly kind: 'too-long'; readonly overTokens: number };

export function contextUse({ usedTokens, availableTokens, droppedTurns }: TokenUsage): ContextUse {
  if (usedTokens > availableTokens) return { kind: 'too-long', overTokens: usedTokens - availableTokens };
  return droppedTurns > 0 ? { kind: 'drops', turns: droppedTurns } : { kind: 'fits' };
}
