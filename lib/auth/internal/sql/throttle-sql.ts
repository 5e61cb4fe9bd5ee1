import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';
import { delaysOf, type ThrottlePolicy } from '@/lib/auth/internal/throttle-policy';

// SQL, because one statement must decide and count: attempts arrive at once, in several processes.

export type AttemptCount =
  | {
      readonly kind: 'counted' /** Until the next one is let in, if this one fails. */;
      readonly nextDelaySeconds: number;
    }
  | { readonly kind: 'blocked'; readonly secondsLeft: number };

/**
 * Counts an attempt as a failure before its password is looked at, in one statement under the row's lock: of any number
 * of attempts at once no more get through than the policy gives. A blocked attempt changes nothing, so repeated
 * attempts do not prolong the delay. The columns round to milliseconds, so a row of just now may lie ahead of the
 * clock: that is no delay, and forgives nothing.
 */
export async function countAttempt(sql: SqlRunner, key: string, policy: ThrottlePolicy): Promise<AttemptCount> {
  const counted = await sql.query<{ seconds: number }>(
    `INSERT INTO sign_in_throttle AS t (key, failures, last_failure_at, blocked_until)
     SELECT $1, 1, at, at + make_interval(secs => ($2::float8[])[1]) FROM (SELECT clock_timestamp() AS at) AS now_once
     ON CONFLICT (key) DO UPDATE SET (failures, last_failure_at, blocked_until) = (
       SELECT n, at, at + make_interval(secs => ($2::float8[])[least(n, cardinality($2::float8[]))])
       FROM (
         SELECT at, 1 + greatest(0, t.failures - floor(greatest(0, extract(epoch FROM at - t.last_failure_at)) / $3)::int) AS n
         FROM (SELECT clock_timestamp() AS at) AS now_once
       ) AS failed
     )
     WHERE t.blocked_until <= greatest(t.last_failure_at, clock_timestamp())
     RETURNING extract(epoch FROM blocked_until - last_failure_at)::float8 AS seconds`,
    [key, delaysOf(policy), policy.forgivenAfter],
  );
  const [row] = counted.rows;
  if (row !== undefined) return { kind: 'counted', nextDelaySeconds: row.seconds };
  const blocked = await sql.query<{ seconds: number }>(
    'SELECT greatest(0, extract(epoch FROM blocked_until - clock_timestamp()))::float8 AS seconds FROM sign_in_throttle WHERE key = $1',
    [key],
  );
  return { kind: 'blocked', secondsLeft: blocked.rows[0]?.seconds ?? 0 };
}

/** Removes one counted attempt that was not a failure. */
export async function uncountAttempt(sql: SqlRunner, key: string): Promise<void> {
  await sql.query(
    'UPDATE sign_in_throttle SET failures = greatest(0, failures - 1), blocked_until = last_failure_at WHERE key = $1',
    [key],
  );
}
