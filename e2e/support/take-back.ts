import { test } from '@/e2e/support/fixtures';

/**
 * Takes back what a test did for everybody, also when it ran out of time: a `finally` would come after its pages are
 * closed.
 */
export const takeBack: (() => Promise<unknown>)[] = [];

/** What a test undoes at its end. */
export function useTakeBack() {
  test.afterEach(async () => {
    for (const one of takeBack.splice(0)) await one();
  });
}
