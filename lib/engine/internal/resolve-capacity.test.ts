import { describe, expect, it } from 'vitest';
import { resolveCapacity } from '@/lib/engine/internal/resolve-capacity';

const nothing = { maxConcurrent: undefined, kvTokens: undefined, contextTokens: undefined };
const untold = { slots: null, slotsOwnMemory: false, kvTokens: null, contextTokens: null };

describe('resolveCapacity', () => {
  it.each([
    [
      'the 24 GB profile when nothing is told',
      untold,
      nothing,
      { maxConcurrent: 3, kvTokens: 71_500, contextTokens: 32_768, source: 'profile' },
    ],
    [
      'vLLM on that card, whatever it would batch',
      { ...untold, slots: 16, kvTokens: 71_488, contextTokens: 32_768 },
      nothing,
      { maxConcurrent: 3, kvTokens: 71_488, contextTokens: 32_768, source: 'engine' },
    ],
    [
      'a card with four times the memory',
      { ...untold, kvTokens: 286_000, contextTokens: 40_960 },
      nothing,
      { maxConcurrent: 12, kvTokens: 286_000, contextTokens: 40_960, source: 'engine' },
    ],
    [
      'slots told without memory',
      { ...untold, slots: 2 },
      nothing,
      { maxConcurrent: 2, kvTokens: 71_500, contextTokens: 32_768, source: 'engine' },
    ],
    [
      "llama.cpp's slots own their memory",
      { slots: 8, slotsOwnMemory: true, kvTokens: 32_768, contextTokens: 4_096 },
      nothing,
      { maxConcurrent: 8, kvTokens: 32_768, contextTokens: 4_096, source: 'engine' },
    ],
    [
      'the admin decides',
      { ...untold, slots: 16, kvTokens: 71_488 },
      { maxConcurrent: 200, kvTokens: 9_000_000, contextTokens: 8_192 },
      { maxConcurrent: 200, kvTokens: 9_000_000, contextTokens: 8_192, source: 'admin' },
    ],
    [
      'a tiny engine has one slot',
      { ...untold, kvTokens: 4_096 },
      nothing,
      { maxConcurrent: 1, kvTokens: 4_096, contextTokens: 32_768, source: 'engine' },
    ],
  ])('%s', (_name, told, overrides, expected) => {
    expect(resolveCapacity(told, overrides)).toEqual(expected);
  });
});
