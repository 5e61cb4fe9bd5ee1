/** Safari has no idle callback; a pause keeps it usable. */
const FALLBACK_PAUSE_MS = 30;
const LATEST_MS = 500;

/** Calls back when the browser has nothing else to do, or after half a second. Returns how to take that back. */
export function whenIdle(callback: () => void): () => void {
  if (typeof window.requestIdleCallback === 'function') {
    const handle = window.requestIdleCallback(callback, { timeout: LATEST_MS });
    return () => window.cancelIdleCallback(handle);
  }
  const handle = setTimeout(callback, FALLBACK_PAUSE_MS);
  return () => clearTimeout(handle);
}
