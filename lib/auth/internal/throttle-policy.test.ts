import { expect, test } from 'vitest';
import { ADDRESS_POLICY, delaysOf, PLACE_POLICY, STRANGERS_POLICY } from '@/lib/auth/internal/throttle-policy';

test('an account at one place: four free tries, then doubling up to a quarter of an hour', () => {
  expect(delaysOf(PLACE_POLICY)).toEqual([0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900]);
});

test('an address: sixty free tries, then doubling up to a minute', () => {
  const delays = delaysOf(ADDRESS_POLICY);
  expect(delays.slice(0, 60).every((delay) => delay === 0)).toBe(true);
  expect(delays.slice(60)).toEqual([1, 2, 4, 8, 16, 32, 60]);
});

test('one address alone does not use up what an account gives to strangers', () => {
  const delays = delaysOf(PLACE_POLICY);
  let seconds = 0;
  let failures = 0;
  let counted = 0;
  let countedAt = 0;
  // A day of guessing as fast as one address is let.
  while (seconds < 86_400) {
    failures += 1;
    counted = Math.max(0, counted - Math.floor((seconds - countedAt) / STRANGERS_POLICY.forgivenAfter)) + 1;
    countedAt = seconds;
    expect(counted).toBeLessThanOrEqual(STRANGERS_POLICY.free);
    seconds += delays[Math.min(failures, delays.length) - 1] ?? 0;
  }
  expect(failures).toBeLessThan(120);
});
