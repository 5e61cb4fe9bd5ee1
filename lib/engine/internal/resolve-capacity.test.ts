import { describe, expect, it } from 'vitest';
import type { ReportedCapacity } from '@/lib/engine/contracts';
import { limitWhenFull, resolveCapacity, type Capacity } from '@/lib/engine/internal/resolve-capacity';

const nothing = { maxConcurrent: undefined, kvTokens: undefined, contextTokens: undefined };
const nothingReported = { slots: null, slotMemory: 'batch' as const, kvTokens: null, contextTokens: null };

describe('resolveCapacity', () => {
  it.each([
    [
      'the 24 GB profile when the engine reports nothing',
      nothingReported,
      nothing,
      { maxConcurrent: 3, kvTokens: 71_500, contextTokens: 32_768, source: 'profile' },
    ],
    [
      'vLLM on that card, whatever it would batch',
      { ...nothingReported, slots: 16, kvTokens: 71_488, contextTokens: 32_768 },
      nothing,
      { maxConcurrent: 3, kvTokens: 71_488, contextTokens: 32_768, source: 'engine' },
    ],
    [
      'a card with four times the memory',
      { ...nothingReported, kvTokens: 286_000, contextTokens: 40_960 },
      nothing,
      { maxConcurrent: 12, kvTokens: 286_000, contextTokens: 40_960, source: 'engine' },
    ],
    [
      'slots reported without memory',
      { ...nothingReported, slots: 2 },
      nothing,
      { maxConcurrent: 2, kvTokens: 71_500, contextTokens: 32_768, source: 'engine' },
    ],
    [
      "llama.cpp's slots own their memory",
      { slots: 8, slotMemory: 'own' as const, kvTokens: 32_768, contextTokens: 4_096 },
      nothing,
      { maxConcurrent: 8, kvTokens: 32_768, contextTokens: 4_096, source: 'engine' },
    ],
    [
      'slots that share memory are bounded by it',
      { slots: 4, slotMemory: 'shared' as const, kvTokens: 16_384, contextTokens: 16_384 },
      nothing,
      { maxConcurrent: 2, kvTokens: 16_384, contextTokens: 16_384, source: 'engine' },
    ],
    [
      'the admin decides',
      { ...nothingReported, slots: 16, kvTokens: 71_488 },
      { maxConcurrent: 200, kvTokens: 9_000_000, contextTokens: 8_192 },
      { maxConcurrent: 200, kvTokens: 9_000_000, contextTokens: 8_192, source: 'admin' },
    ],
    [
      'a tiny engine has one slot',
      { ...nothingReported, kvTokens: 4_096 },
      nothing,
      { maxConcurrent: 1, kvTokens: 4_096, contextTokens: 32_768, source: 'engine' },
    ],
  ])('%s', (_name, reported, overrides, expected) => {
    expect(resolveCapacity(reported, overrides)).toEqual(expected);
  });
});

describe('an engine that ran out of KV cache', () => {
  const shrink = (reported: ReportedCapacity): Capacity => {
    const before = resolveCapacity(reported, nothing);
    return resolveCapacity(reported, nothing, limitWhenFull(reported, before));
  };

  it('slots that were taken for separate share one context', () => {
    const reported = { slots: 3, slotMemory: 'own' as const, kvTokens: 98_304, contextTokens: 32_768 };
    expect(shrink(reported)).toMatchObject({ maxConcurrent: 3, kvTokens: 32_768, source: 'full' });
  });

  it('an admin who set too much is corrected at once', () => {
    const reported = { slots: 4, slotMemory: 'shared' as const, kvTokens: 32_768, contextTokens: 32_768 };
    const tooMuch = { ...nothing, kvTokens: 131_072 };
    const limit = limitWhenFull(reported, resolveCapacity(reported, tooMuch));
    expect(resolveCapacity(reported, tooMuch, limit)).toMatchObject({ kvTokens: 32_768, source: 'full' });
  });

  it('shared memory is reduced by a tenth, never below half a context', () => {
    const reported = { slots: 4, slotMemory: 'shared' as const, kvTokens: 10_000, contextTokens: 10_000 };
    expect(shrink(reported).kvTokens).toBe(9_000);
    expect(shrink({ ...reported, kvTokens: 5_200 }).kvTokens).toBe(5_000);
  });
});
