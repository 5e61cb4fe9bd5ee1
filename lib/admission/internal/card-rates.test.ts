import { describe, expect, it } from 'vitest';
import { decodeRate, mergeCards, DEFAULT_RATES } from '@/lib/admission/internal/card-rates';
import { blendRates, overlapMs } from '@/lib/admission/record-rates';

describe('decodeRate', () => {
  it('is what was measured', () => expect(decodeRate([80, 75, 70], 2)).toBe(75));

  it('lets the total grow ever more slowly beyond', () => {
    const totals = [1, 2, 3, 4, 5, 6, 20].map((n) => n * decodeRate([80, 75, 70], n));
    expect(totals.slice(0, 4)).toEqual([80, 150, 210, 252]);
    for (const [index, total] of totals.entries()) expect(total).toBeGreaterThan(totals[index - 1] ?? 0);
    expect(totals.at(-1)).toBeLessThan(400);
  });

  it('has a rate for an engine that nobody measured', () => expect(decodeRate([], 1)).toBe(80));
});

describe('blendRates', () => {
  it('moves to what is measured, from the profile of the card', () => {
    const measured = Array.from({ length: 60 }, () => ({
      kind: 'decode' as const,
      concurrency: 2,
      tokensPerSecond: 40,
    }));
    const rates = blendRates({}, measured);
    expect(rates.prefillTokensPerSecond).toBe(DEFAULT_RATES.prefillTokensPerSecond);
    expect(rates.decodeTokensPerSecond?.[0]).toBe(80);
    expect(rates.decodeTokensPerSecond?.[1]).toBeCloseTo(40, 1);
  });

  it('forgets the guess with the first measurement', () => {
    const rates = blendRates({}, [{ kind: 'prefill', concurrency: 1, tokensPerSecond: 500 }]);
    expect(rates.prefillTokensPerSecond).toBe(500);
    const next = blendRates(rates, [{ kind: 'prefill', concurrency: 1, tokensPerSecond: 700 }]);
    expect(next.prefillTokensPerSecond).toBe(600);
  });

  it('starts an unknown concurrency at what is extrapolated', () => {
    const rates = blendRates({}, [{ kind: 'decode', concurrency: 5, tokensPerSecond: 50 }]);
    expect(rates.decodeTokensPerSecond).toHaveLength(5);
    expect(rates.decodeTokensPerSecond?.[3]).toBeCloseTo(63);
  });
});

describe('overlapMs', () => {
  it('counts each moment of others once, inside of the time alone', () => {
    const others = [
      { fromMs: 150, toMs: 160 },
      { fromMs: 0, toMs: 120 },
      { fromMs: 110, toMs: 130 },
      { fromMs: 190, toMs: 500 },
    ];
    expect(overlapMs({ fromMs: 100, toMs: 200 }, others)).toBe(20 + 10 + 10 + 10);
    expect(overlapMs({ fromMs: 600, toMs: 700 }, others)).toBe(0);
  });
});

describe('mergeCards', () => {
  const fast = { slots: 1, weight: 1, rates: { prefillTokensPerSecond: 3_000, decodeTokensPerSecond: [90] } };
  const slow = { slots: 2, weight: 1, rates: { prefillTokensPerSecond: 1_500, decodeTokensPerSecond: [30, 20] } };

  it('keeps the rates of one card', () => {
    expect(mergeCards([slow])).toEqual(slow.rates);
  });

  it('fills the least loaded card first and takes the mean of all that run', () => {
    expect(mergeCards([fast, slow])).toEqual({
      prefillTokensPerSecond: 2_000,
      decodeTokensPerSecond: [30, 60, (90 + 20 + 20) / 3],
    });
  });
});
