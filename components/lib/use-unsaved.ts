'use client';
import { useEffect, useState } from 'react';
import { SIGNED_OUT } from '@/components/lib/api-client';

/** A press on a link that would leave the page in this tab; null: it does not. */
function leavingBy(event: MouseEvent): URL | null {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (link === null || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || link.target === '_blank' || link.hasAttribute('download')) return null;
  const to = new URL(link.href, window.location.href);
  const isHere = to.pathname === window.location.pathname && to.search === window.location.search;
  return to.origin !== window.location.origin || isHere ? null : to;
}

export interface Unsaved {
  /** Where a link that was pressed leads; it waits for a word. */
  readonly leavingTo: string | null;
  readonly stay: () => void;
  /** The server does not know the person any more; the page was not left for that. */
  readonly isSignedOut: boolean;
}

/**
 * Guards what is written and not saved: against closing and loading the page anew (the browser asks), links (they wait), and the way to the sign-in page
 * when the session has ended. The browser's back button and what code navigates by itself are not held up.
 */
export function useUnsaved(isDirty: boolean): Unsaved {
  const [leavingTo, setLeavingTo] = useState<string | null>(null);
  const [isSignedOut, setSignedOut] = useState(false);
  useEffect(() => {
    if (!isDirty) return undefined;
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const onClick = (event: MouseEvent) => {
      const to = leavingBy(event);
      if (to === null) return;
      event.preventDefault();
      event.stopPropagation();
      setLeavingTo(`${to.pathname}${to.search}${to.hash}`);
    };
    const onSignedOut = (event: Event) => {
      event.preventDefault();
      setSignedOut(true);
    };
    // Back from signing in elsewhere; if it was not done, the next request says so again.
    const onFocus = () => setSignedOut(false);
    window.addEventListener('beforeunload', onUnload);
    document.addEventListener('click', onClick, true);
    window.addEventListener(SIGNED_OUT, onSignedOut);
    window.addEventListener('focus', onFocus);
    return () => {
      window.removeEventListener('beforeunload', onUnload);
      document.removeEventListener('click', onClick, true);
      window.removeEventListener(SIGNED_OUT, onSignedOut);
      window.removeEventListener('focus', onFocus);
    };
  }, [isDirty]);
  return { leavingTo, stay: () => setLeavingTo(null), isSignedOut: isSignedOut && isDirty };
}
