import { expect, test } from 'vitest';
import { roundEta } from '@/components/chat/message/round-eta';

test.each([
  [0, { unit: 'soon' }],
  [2_900, { unit: 'soon' }],
  [3_400, { unit: 'seconds', count: 3 }],
  [19_600, { unit: 'seconds', count: 20 }],
  [23_000, { unit: 'seconds', count: 25 }],
  [88_000, { unit: 'seconds', count: 90 }],
  [100_000, { unit: 'minutes', count: 2 }],
  [1_800_000, { unit: 'minutes', count: 30 }],
])('%d ms', (etaMs, told) => {
  expect(roundEta(etaMs)).toEqual(told);
});
