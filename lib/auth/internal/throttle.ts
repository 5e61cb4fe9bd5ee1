import 'server-only';
import { addressKey } from '@/lib/auth/address-key';
import type { Transaction } from '@/lib/db/in-transaction';
import { sqlRunner, type SqlRunner } from '@/lib/db/transaction';
import { sweepBudgets } from '@/lib/db/take-budget';
import { AppError } from '@/lib/errors/app-error';
import { countAttempt, uncountAttempt } from '@/lib/auth/internal/sql/throttle-sql';
import { hashSecret } from '@/lib/auth/internal/secret';
import { clearAttempts, clearAttemptsOf, findPlaces, sweepAttempts } from '@/lib/auth/internal/throttle-repository';
import {
  ADDRESS_POLICY,
  PLACE_POLICY,
  STRANGERS_POLICY,
  SUSPECT_PLACE_POLICY,
  type ThrottlePolicy,
} from '@/lib/auth/internal/throttle-policy';

/** An allowed password attempt, which counts as a failure until it succeeds. */
export interface Attempt {
  /** Seconds until the same try is let in again if this one fails; 0 for at once. */
  readonly nextDelaySeconds: number;
  /** The password was right. */
  succeed(): Promise<void>;
  /** The password was not checked (the server was busy or failed): removes the attempt. */
  cancel(): Promise<void>;
}

export interface SignInAttempt {
  /** What was typed: e-mail or user name. Stored hashed: people type passwords into the wrong field. */
  readonly login: string;
  /** The account of that email or user name; null when there is none. */
  readonly personId: string | null;
  readonly address: string;
  /** Of the browser's device cookie. */
  readonly deviceId: string | null;
}

const NOBODY = '00000000-0000-0000-0000-000000000000';

/** The origin of an attempt, as `sign_in_place` keeps it: the address, and the browser if it has a device cookie. */
export function placesOf({ address, deviceId }: Pick<SignInAttempt, 'address' | 'deviceId'>): readonly string[] {
  return [addressPlace(address), ...(deviceId === null ? [] : [devicePlace(deviceId)])];
}

const addressPlace = (address: string): string => `address:${addressKey(address)}`;
const devicePlace = (deviceId: string): string => `device:${hashSecret(deviceId).toString('hex')}`;

/**
 * Allows or refuses a password attempt, before the expensive hash. Known and unknown accounts are slowed down alike,
 * with one exception: at an address that has used up its budget, accounts that signed in there before still get a try,
 * which shows that they exist (decision 66). A browser or address where somebody signed in to this account before has a
 * tally of its own: guesses from elsewhere do not count there. Other places share more tallies: the account's for all
 * of them, and the address's for all accounts.
 * @throws AppError `sign-in-throttled` with the seconds to wait
 */
export async function beginAttempt(attempt: SignInAttempt): Promise<Attempt> {
  const sql = sqlRunner();
  const account = accountKey(attempt.personId ?? hashSecret(attempt.login).toString('hex'));
  const known = await findPlaces(attempt.personId ?? NOBODY, placesOf(attempt));
  const device = known.find((place) => place.startsWith('device:'));
  if (device !== undefined) return admit(sql, [{ key: `${account}:${device}`, policy: PLACE_POLICY }]);
  const address = addressPlace(attempt.address);
  const atAddress = `${account}:${address}`;
  if (!known.includes(address)) {
    return admit(sql, [
      { key: address, policy: ADDRESS_POLICY },
      { key: atAddress, policy: PLACE_POLICY },
      { key: account, policy: STRANGERS_POLICY },
    ]);
  }
  // Colleagues behind this address keep their sign-in while one machine there tries passwords, with fewer free tries.
  const isCounted = (await countAttempt(sql, address, ADDRESS_POLICY)).kind === 'counted';
  return admit(
    sql,
    [{ key: atAddress, policy: isCounted ? PLACE_POLICY : SUSPECT_PLACE_POLICY }],
    isCounted ? [address] : [],
  );
}

/**
 * The same for a person who is signed in and gives their password again.
 * @throws AppError `sign-in-throttled`
 */
export async function beginPasswordCheck(personId: string): Promise<Attempt> {
  return admit(sqlRunner(), [{ key: `${accountKey(personId)}:signed-in`, policy: PLACE_POLICY }]);
}

/** Clears all failures of an account, after an administrator reset its password. */
export async function forgetAttempts({ prisma }: Transaction, personId: string): Promise<void> {
  await clearAttemptsOf(accountKey(personId), prisma);
}

const accountKey = (account: string): string => `account:${account}`;

interface Tally {
  readonly key: string;
  readonly policy: ThrottlePolicy;
}

/**
 * Counts an attempt in all tallies, or in none but those in `begun`: an attempt that one tally refuses is not counted
 * in the others.
 */
async function admit(sql: SqlRunner, tallies: readonly Tally[], begun: readonly string[] = []): Promise<Attempt> {
  const counted = [...begun];
  const delays: number[] = [];
  const uncount = async (keys: readonly string[]): Promise<void> => {
    for (const key of keys) await uncountAttempt(sql, key);
  };
  for (const { key, policy } of tallies) {
    const count = await countAttempt(sql, key, policy);
    if (count.kind === 'blocked') {
      await uncount(counted);
      throw throttled(count.secondsLeft);
    }
    counted.push(key);
    delays.push(count.nextDelaySeconds);
  }
  return {
    nextDelaySeconds: Math.max(...delays),
    async succeed() {
      // The right password clears the failures of its place. Failures elsewhere stay counted.
      for (const key of counted) await (/^account:[^:]+:/.test(key) ? clearAttempts(key) : uncountAttempt(sql, key));
      await sweepAttempts(new Date());
      await sweepBudgets(sql);
    },
    cancel: () => uncount(counted),
  };
}

function throttled(secondsLeft: number): AppError {
  const seconds = Math.max(1, Math.ceil(secondsLeft));
  return new AppError({
    kind: 'limited',
    code: 'sign-in-throttled',
    detail: 'too many failed attempts; wait before the next one',
    retryAfterSeconds: seconds,
    values: { seconds },
  });
}
