import { expect, test } from 'vitest';
import { etaRange, roundEta, etaToShow } from '@/components/chat/message/round-eta';

test.each([
  [0, { unit: 'soon' }],
  [4_900, { unit: 'soon' }],
  [5_400, { unit: 'seconds', count: 5 }],
  [19_600, { unit: 'seconds', count: 20 }],
  [23_000, { unit: 'seconds', count: 25 }],
  [88_000, { unit: 'seconds', count: 90 }],
  [100_000, { unit: 'minutes', count: 2 }],
  [1_800_000, { unit: 'minutes', count: 30 }],
])('%d ms', (etaMs, rounded) => {
  expect(roundEta(etaMs)).toEqual(rounded);
});

test('only the next one is shown "soon" in any case; behind others the speed must be known and the time not be over', () => {
  expect(etaToShow({ position: 1, isMeasured: false }, 0)).toEqual({ unit: 'soon' });
  expect(etaToShow({ position: 4, isMeasured: true }, 3_000)).toEqual({ unit: 'soon' });
  expect(etaToShow({ position: 4, isMeasured: false }, 3_000)).toBeNull();
  expect(etaToShow({ position: 4, isMeasured: true }, 0)).toBeNull();
  expect(etaToShow({ position: 4, isMeasured: false }, 40_000)).toEqual({ unit: 'seconds', count: 40 });
});

test.each([
  [60_000, 120_000, { unit: 'minutes', from: 1, to: 2 }],
  [40_000, 150_000, { unit: 'minutes', from: 1, to: 3 }],
  [10_000, 20_000, { unit: 'seconds', from: 10, to: 20 }],
  [60_000, 70_000, null],
  [3_000, 20_000, null],
  [40_000, 95_000, { unit: 'minutes', from: 1, to: 2 }],
])('%d to %d ms', (leftMs, upToMs, range) => {
  expect(etaRange(leftMs, upToMs)).toEqual(range);
});
