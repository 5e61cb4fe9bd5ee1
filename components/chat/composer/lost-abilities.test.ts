import { describe, expect, it } from 'vitest';
import { lostAbilities } from '@/components/chat/composer/lost-abilities';
import type { EngineChoice } from '@/lib/engines/choice-contracts';

const full: EngineChoice = {
  id: 'default',
  label: 'Qwen3-14B',
  model: 'qwen3-14b',
  location: 'internal',
  state: 'online',
  isPaused: false,
  waitMs: 0,
  hasTools: true,
  hasThinking: true,
  contextTokens: 32_768,
};

describe('lostAbilities', () => {
  it('names what another choice has', () => {
    const small: EngineChoice = { ...full, id: 'b', hasTools: false, hasThinking: false, contextTokens: 8_192 };
    expect(lostAbilities(small, [full, small])).toEqual(['noTools', 'noThinking', 'shorterContext']);
    expect(lostAbilities(full, [full, small])).toEqual([]);
  });

  it('names nothing that no choice has', () => {
    const plain: EngineChoice = { ...full, hasThinking: false };
    expect(lostAbilities(plain, [plain, { ...plain, id: 'b' }])).toEqual([]);
  });
});
