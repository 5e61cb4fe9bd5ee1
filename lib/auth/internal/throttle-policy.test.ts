import { expect, test } from 'vitest';
import { ACCOUNT_POLICY, ADDRESS_POLICY, delaysOf } from '@/lib/auth/internal/throttle-policy';

test('an account: four free tries, then doubling up to a quarter of an hour', () => {
  expect(delaysOf(ACCOUNT_POLICY)).toEqual([0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900]);
});

test('an address: sixty free tries, then doubling up to a minute', () => {
  const delays = delaysOf(ADDRESS_POLICY);
  expect(delays.slice(0, 60).every((delay) => delay === 0)).toBe(true);
  expect(delays.slice(60)).toEqual([1, 2, 4, 8, 16, 32, 60]);
});
