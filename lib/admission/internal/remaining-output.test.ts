import { describe, expect, it } from 'vitest';
import { remainingOutput, sampleRemainingOutput } from '@/lib/admission/internal/remaining-output';
import { seededRandom } from '@/lib/text/seeded-random';

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

describe('sampleRemainingOutput', () => {
  it.each([
    [0, 0.5],
    [300, 0.5],
    [800, 0.05],
    [100, 1],
  ])('has the mean that is expected (written %d, spread %d)', (written, spread) => {
    const random = seededRandom(5);
    const samples = Array.from({ length: 20_000 }, () => sampleRemainingOutput(written, 400, spread, random));
    const mean = samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
    expect(mean / remainingOutput(written, 400, spread)).toBeCloseTo(1, 1);
    expect(Math.min(...samples)).toBeGreaterThan(0);
  });
});
