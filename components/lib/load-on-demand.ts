'use client';
import { useEffect, useSyncExternalStore } from 'react';

/** A large resource that is fetched once, at its first use. */
export interface OnDemand<T> {
  readonly read: () => T | null;
  /** Starts fetching, unless that has happened. A failed fetch is tried again by the next caller. */
  readonly load: () => void;
  readonly subscribe: (listener: () => void) => () => void;
}

export function createOnDemand<T>(fetchIt: () => Promise<T>): OnDemand<T> {
  let value: T | null = null;
  let isLoading = false;
  const listeners = new Set<() => void>();
  const load = () => {
    if (value !== null || isLoading) return;
    isLoading = true;
    fetchIt()
      .then((loaded) => {
        value = loaded;
        for (const listener of listeners) listener();
      })
      .catch((error: unknown) => {
        // The plain form stays on the screen; it is complete.
        console.warn('a part of the page could not be loaded', error);
      })
      .finally(() => {
        isLoading = false;
      });
  };
  return {
    read: () => value,
    load,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const nothing = () => null;

/** The value once it is loaded; the first render that needs it starts the fetch. */
export function useOnDemand<T>(onDemand: OnDemand<T>, isWanted: boolean): T | null {
  const value = useSyncExternalStore(onDemand.subscribe, onDemand.read, nothing);
  useEffect(() => {
    if (isWanted) onDemand.load();
  }, [onDemand, isWanted]);
  return value;
}
