import 'server-only';
import { sqlRunner } from '@/lib/db/transaction';
import { AppError } from '@/lib/errors/app-error';
import { clearAttempts, countAttempt, sweepAttempts, uncountAttempt } from '@/lib/auth/internal/auth-throttle-sql';
import { hashSecret } from '@/lib/auth/internal/secret';
import { ACCOUNT_POLICY, ADDRESS_POLICY } from '@/lib/auth/internal/throttle-policy';

/** A try at a password that was let in and counts as a failure until told otherwise. */
export interface Attempt {
  /** Seconds until the account may be tried again if this one fails; 0 for at once. */
  readonly nextDelaySeconds: number;
  /** The password was right. */
  succeed(): Promise<void>;
  /** It was never looked at (the server was busy or broke): takes it back. */
  cancel(): Promise<void>;
}

/**
 * Lets a try at a password in, or refuses it, before the costly hash. `account` is what was typed, known or not (both look the
 * same), and is stored hashed: people type passwords into the wrong field.
 * @throws AppError `sign-in-throttled` with the seconds to wait
 */
export async function beginAttempt(account: string, address: string): Promise<Attempt> {
  const sql = sqlRunner();
  const addressKey = `address:${address}`;
  const accountKey = `account:${hashSecret(account).toString('hex')}`;
  const ofAddress = await countAttempt(sql, addressKey, ADDRESS_POLICY);
  if (ofAddress.kind === 'blocked') throw throttled(ofAddress.secondsLeft);
  const ofAccount = await countAttempt(sql, accountKey, ACCOUNT_POLICY);
  if (ofAccount.kind === 'blocked') throw throttled(ofAccount.secondsLeft);
  return {
    nextDelaySeconds: Math.max(ofAccount.nextDelaySeconds, ofAddress.nextDelaySeconds),
    async succeed() {
      await clearAttempts(sql, accountKey);
      await uncountAttempt(sql, addressKey);
      await sweepAttempts(sql);
    },
    async cancel() {
      await uncountAttempt(sql, accountKey);
      await uncountAttempt(sql, addressKey);
    },
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
