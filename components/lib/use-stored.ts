'use client';
import { useCallback, useSyncExternalStore } from 'react';
import { browserStorage } from '@/components/lib/browser-storage';

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}

/** Reads what is stored as one of these; nonsense is undefined. */
export function oneOf<T extends string>(choices: readonly T[]): (stored: string) => T | undefined {
  return (stored) => choices.find((choice) => choice === stored);
}

/**
 * A small thing that this browser remembers; `fallback` on the server and where nothing (or nonsense) is stored.
 * @param parse reads what is stored; the same function at every render
 */
export function useStored<T extends string | number>(
  key: string,
  parse: (stored: string) => T | undefined,
  fallback: T,
): readonly [T, (value: T) => void] {
  const read = useCallback((): T => {
    const stored = browserStorage().getItem(key);
    return (stored === null ? undefined : parse(stored)) ?? fallback;
  }, [key, parse, fallback]);
  const value = useSyncExternalStore(subscribe, read, () => fallback);
  const write = useCallback(
    (next: T) => {
      try {
        browserStorage().setItem(key, String(next));
      } catch (error) {
        console.warn('the choice cannot be remembered', error);
      }
      for (const listener of listeners) listener();
    },
    [key],
  );
  return [value, write];
}
