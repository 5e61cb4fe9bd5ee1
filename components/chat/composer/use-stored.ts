'use client';
import { useCallback, useSyncExternalStore } from 'react';
import { browserShelf } from '@/components/chat/store/chat-sessions';

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}

/** A small choice that this browser remembers; `fallback` on the server and where nothing (or nonsense) is stored. */
export function useStored<T extends string>(key: string, choices: readonly T[], fallback: T): readonly [T, (value: T) => void] {
  const read = useCallback((): T => {
    const stored = browserShelf().getItem(key);
    return choices.find((choice) => choice === stored) ?? fallback;
  }, [key, choices, fallback]);
  const value = useSyncExternalStore(subscribe, read, () => fallback);
  const write = useCallback(
    (next: T) => {
      try {
        browserShelf().setItem(key, next);
      } catch (error) {
        console.warn('the choice cannot be remembered', error);
      }
      for (const listener of listeners) listener();
    },
    [key],
  );
  return [value, write];
}
