'use client';
import { useEffect, useState } from 'react';

/** `#m-<message id>` of an address, or null. */
export function targetOf(hash: string): string | null {
  return /^#m-([0-9a-f-]{36})$/.exec(hash)?.[1] ?? null;
}

interface NavigationEvents {
  readonly addEventListener: (type: string, listener: () => void) => void;
  readonly removeEventListener: (type: string, listener: () => void) => void;
}

function navigationOf(host: Window): NavigationEvents | null {
  return 'navigation' in host ? host.navigation : null;
}

export interface Target {
  readonly messageId: string;
  /** Grows with every visit, so that going to the same message again is news. */
  readonly visit: number;
}

/** The message the address points to, also when a link to another one is followed without loading a page. */
export function useTargetMessage(): Target | null {
  const [target, setTarget] = useState<Target | null>(null);
  useEffect(() => {
    const read = () => {
      const messageId = targetOf(window.location.hash);
      setTarget((current) => (messageId === null ? null : { messageId, visit: (current?.visit ?? 0) + 1 }));
    };
    // The router changes the address while React commits, when nothing may be set.
    const readSoon = () => queueMicrotask(read);
    read();
    const navigation = navigationOf(window);
    // The router changes addresses by pushState, which only the Navigation API reports.
    navigation?.addEventListener('currententrychange', readSoon);
    window.addEventListener('hashchange', readSoon);
    return () => {
      navigation?.removeEventListener('currententrychange', readSoon);
      window.removeEventListener('hashchange', readSoon);
    };
  }, []);
  return target;
}
