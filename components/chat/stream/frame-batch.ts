/** The timers that a batch uses; passed in, so that tests need no browser. */
export interface FrameClock {
  /** Calls back before the next paint with that frame's time, ms; returns the function that cancels it. */
  readonly beforePaint: (callback: (timeMs: number) => void) => () => void;
  readonly after: (delayMs: number, callback: () => void) => () => void;
}

/** A hidden tab paints nothing, but its state has to be updated. */
const HIDDEN_TAB_DELAY_MS = 250;
/**
 * Text that grows every second frame looks as smooth as every frame and leaves half of the time for typing and
 * scrolling.
 */
const SHORTEST_INTERVAL_MS = 30;

/**
 * Runs `flush` before a paint however often it is asked for: at once after a pause, at most about thirty times a second
 * in a stream, and by a timer where no frame comes (a hidden tab). `now()` runs it at once when it is due; `cancel()`
 * drops it.
 */
export function createFrameBatch(flush: () => void, clock: FrameClock) {
  let callOff: (() => void) | null = null;
  let lastFrameMs = -Infinity;
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
      const stopTimer = clock.after(HIDDEN_TAB_DELAY_MS, run);
      let stopFrame = clock.beforePaint(onFrame);
      function onFrame(timeMs: number) {
        if (timeMs - lastFrameMs < SHORTEST_INTERVAL_MS) {
          stopFrame = clock.beforePaint(onFrame);
          return;
        }
        lastFrameMs = timeMs;
        run();
      }
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
