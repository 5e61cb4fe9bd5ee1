import 'server-only';
import { createBoundedQueue, type BoundedQueue } from '@/lib/concurrency/bounded-queue';
import { AppError } from '@/lib/errors/app-error';

/** For hashing passwords: whoever comes when all places are taken gets `sign-in-busy`. */
export function createPasswordQueue(concurrency: number, maxWaiting: number): BoundedQueue {
  return createBoundedQueue(
    concurrency,
    maxWaiting,
    () =>
      new AppError({
        kind: 'unavailable',
        code: 'sign-in-busy',
        detail: 'too many passwords are being checked',
        retryAfterSeconds: 3,
      }),
  );
}
