/** How failed sign-ins slow the next ones down. Times in seconds. */
export interface ThrottlePolicy {
  /** Failures without any delay. */
  readonly free: number;
  /** Delay after the first failure beyond them; each further one doubles it. */
  readonly firstDelay: number;
  readonly maxDelay: number;
  /** One failure is forgiven after this long. */
  readonly forgivenAfter: number;
}

/**
 * One account at one place (a browser or an address): 4 tries, then 2, 4, 8 … 512 s, then 15 minutes. An attacker gets
 * 14 guesses in the first half hour and about 100 a day.
 */
export const PLACE_POLICY: ThrottlePolicy = { free: 4, firstDelay: 2, maxDelay: 900, forgivenAfter: 900 };

/**
 * The same at an address that has failed too often with all kinds of accounts: one password for each account is tried
 * there.
 */
export const SUSPECT_PLACE_POLICY: ThrottlePolicy = { ...PLACE_POLICY, free: 1 };

/**
 * One account at all places together where nobody signed in to it before: stops guessing from many addresses, at 288 a
 * day. One address by itself never gets this far.
 */
export const STRANGERS_POLICY: ThrottlePolicy = { free: 20, firstDelay: 2, maxDelay: 900, forgivenAfter: 300 };

/**
 * One address, often a whole office behind one gateway: 60 failures, then 1, 2, 4 … 60 s, forgiven one in 10 s. It
 * stops one password being tried on many accounts, at about 6 a minute.
 */
export const ADDRESS_POLICY: ThrottlePolicy = { free: 60, firstDelay: 1, maxDelay: 60, forgivenAfter: 10 };

/** The delay after the 1st, 2nd, 3rd … failure, in seconds, up to the first that is as long as any gets. */
export function delaysOf(policy: ThrottlePolicy): number[] {
  const delays = Array.from({ length: policy.free }, () => 0);
  for (let delay = policy.firstDelay; delay < policy.maxDelay; delay *= 2) delays.push(delay);
  return [...delays, policy.maxDelay];
}
