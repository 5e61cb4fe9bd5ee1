import { sqlRunner } from '@/lib/db/transaction';

/**
 * Makes the blocks of the throttle last longer than the slowest machine takes to look at them; nothing else changes.
 */
export async function prolongBlocks(seconds: number): Promise<void> {
  await sqlRunner().query(
    'UPDATE sign_in_throttle SET blocked_until = blocked_until + make_interval(secs => $1) WHERE blocked_until > last_failure_at',
    [seconds],
  );
}
