/** What a batch needs of the browser; given in, so that it can be tried without one. */
export interface FrameClock {
  /** Calls back before the next paint; returns how to call it off. */
  readonly beforePaint: (callback: () => void) => () => void;
  readonly after: (delayMs: number, callback: () => void) => () => void;
}

/** A hidden tab paints nothing, yet its state has to go on. */
const HIDDEN_TAB_DELAY_MS = 250;

/**
 * Runs `flush` once a frame however often it is asked for, and by a timer where no frame comes (a hidden tab).
 * `now()` runs it at once when it is due; `cancel()` forgets it.
 */
export function createFrameBatch(flush: () => void, clock: FrameClock) {
  let callOff: (() => void) | null = null;
  function cancel() {
    callOff?.();
    callOff = null;
  }
  function run() {
    cancel();
    flush();
  }
  return {
    request() {
      if (callOff !== null) return;
      const stopFrame = clock.beforePaint(run);
      const stopTimer = clock.after(HIDDEN_TAB_DELAY_MS, run);
      callOff = () => {
        stopFrame();
        stopTimer();
      };
    },
    now() {
      if (callOff !== null) run();
    },
    cancel,
  };
}

/** The browser's own clock. */
export const browserFrameClock: FrameClock = {
  beforePaint: (callback) => {
    const handle = requestAnimationFrame(callback);
    return () => cancelAnimationFrame(handle);
  },
  after: (delayMs, callback) => {
    const handle = setTimeout(callback, delayMs);
    return () => clearTimeout(handle);
  },
};
