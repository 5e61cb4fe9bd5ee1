import 'server-only';

export interface BoundedQueue {
  /** Runs `work` when a slot is free, in order of arrival. @throws the queue's refusal when too many wait already */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
}

/**
 * At most `concurrency` at once and `maxWaiting` behind them: a burst can neither use all of the CPU nor grow without
 * bound.
 * @param refusal the error for whoever comes when all places are taken
 */
export function createBoundedQueue(concurrency: number, maxWaiting: number, refusal: () => Error): BoundedQueue {
  const waiting: (() => void)[] = [];
  let running = 0;

  const enter = async (): Promise<void> => {
    if (running < concurrency) {
      running += 1;
      return;
    }
    if (waiting.length >= maxWaiting) throw refusal();
    // `leave` hands the slot over, so `running` does not change here.
    await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  };

  return {
    async run(work) {
      await enter();
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
