import 'server-only';

/**
 * Does `tick` again and again with a pause of `pauseMs` after each, the first time after one pause; never two at once.
 * `tick` must not reject. `stop()` waits for the one that is under way.
 */
export function startTicker(pauseMs: number, tick: () => Promise<void>): { stop(): Promise<void> } {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let under = Promise.resolve();
  const schedule = (): void => {
    timer = setTimeout(() => {
      under = tick().finally(() => {
        if (!isStopped) schedule();
      });
    }, pauseMs);
  };
  schedule();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await under;
    },
  };
}
