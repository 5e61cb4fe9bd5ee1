import { describe, expect, it } from 'vitest';
import { remainingOutput } from '@/lib/admission/internal/remaining-output';

describe('remainingOutput', () => {
  it('is the expectation before the first token', () => {
    for (const spread of [0.02, 0.5, 1, 9]) expect(remainingOutput(0, 400, spread)).toBeCloseTo(400);
  });

  it('is the expectation for ever when nothing is known about lengths', () => {
    expect(remainingOutput(4_000, 400, 1)).toBeCloseTo(400);
  });

  it('counts down when lengths are nearly fixed, and never reaches zero', () => {
    expect(remainingOutput(200, 400, 0.03)).toBeGreaterThan(195);
    expect(remainingOutput(200, 400, 0.03)).toBeLessThan(215);
    expect(remainingOutput(800, 400, 0.03)).toBeGreaterThan(10);
    expect(remainingOutput(800, 400, 0.03)).toBeLessThan(50);
  });

  it('falls with what is written', () => {
    const left = [0, 100, 400, 1_000, 10_000].map((written) => remainingOutput(written, 400, 0.5));
    expect([...left].sort((a, b) => b - a)).toEqual(left);
    expect(left[2]).toBeCloseTo((400 * 2) / 3);
  });

  it('stands nonsense', () => {
    expect(remainingOutput(-5, 0, 0)).toBeCloseTo(1);
  });
});
