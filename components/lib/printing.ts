import { useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';

let isPrinting = false;
const listeners = new Set<() => void>();
/** Content that has to be loaded before printing, and can be fetched synchronously. */
const preparations = new Set<() => void>();

function set(value: boolean): void {
  if (isPrinting === value) return;
  isPrinting = value;
  for (const listener of listeners) listener();
}

function onBeforePrint(): void {
  // The browser takes the page as it is when this returns.
  flushSync(() => {
    for (const prepare of preparations) prepare();
    set(true);
  });
}

const onAfterPrint = (): void => set(false);

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    window.addEventListener('beforeprint', onBeforePrint);
    window.addEventListener('afterprint', onAfterPrint);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    window.removeEventListener('beforeprint', onBeforePrint);
    window.removeEventListener('afterprint', onAfterPrint);
  };
}

/**
 * True while the page is laid out for printing: everything is rendered then, also what is far from the screen or folded
 * away.
 */
export function usePrinting(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => isPrinting,
    () => false,
  );
}

/** Runs `prepare` right before the page is printed, from whatever menu. Returns how to take it back. */
export function onPrint(prepare: () => void): () => void {
  preparations.add(prepare);
  return () => preparations.delete(prepare);
}

const QUIET_MS = 200;
const LONGEST_WAIT_MS = 5_000;

/**
 * Lays the page out for printing, waits until the content that is fetched on demand (highlighting, diagrams, results of
 * calls) is there, and opens the browser's dialog.
 */
export async function printPage(load: () => Promise<void>): Promise<void> {
  set(true);
  try {
    await load();
    await untilQuiet(document.body);
    window.print();
  } catch (error) {
    set(false);
    throw error;
  }
}

/** Resolves when nothing has changed in `root` for a moment, or when that takes too long. */
function untilQuiet(root: Element): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      observer.disconnect();
      clearTimeout(quiet);
      clearTimeout(longest);
      resolve();
    };
    let quiet = setTimeout(end, QUIET_MS);
    const longest = setTimeout(end, LONGEST_WAIT_MS);
    const observer = new MutationObserver(() => {
      clearTimeout(quiet);
      quiet = setTimeout(end, QUIET_MS);
    });
    observer.observe(root, { subtree: true, childList: true, characterData: true });
  });
}
