'use client';
import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { SIGNED_OUT } from '@/components/lib/api-client';

const isThisPage = (to: URL): boolean =>
  to.pathname === window.location.pathname && to.search === window.location.search;

/** A press on a link that would leave the page in this tab; null: it does not. */
function leavingBy(event: MouseEvent): URL | null {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (
    link === null ||
    event.defaultPrevented ||
    event.button !== 0 ||
    event.metaKey ||
    event.ctrlKey ||
    event.shiftKey ||
    event.altKey ||
    link.target === '_blank' ||
    link.hasAttribute('download')
  )
    return null;
  const to = new URL(link.href, window.location.href);
  return to.origin !== window.location.origin || isThisPage(to) ? null : to;
}

/** Where the person was about to go: to an address of ours, or to an entry of the tab's history. */
type Destination = { readonly href: string } | { readonly entry: string };

export interface Unsaved {
  /** A navigation was started; it waits for a decision. */
  readonly isLeaving: boolean;
  readonly stay: () => void;
  readonly leave: () => void;
  /** The server does not know the person any more; the page was not left for that. */
  readonly isSignedOut: boolean;
}

/**
 * Guards unsaved changes: against closing and loading the page anew (the browser asks), links and the
 * browser's back and forward (they wait), and the way to the sign-in page when the session has ended. A browser without
 * the Navigation API (Firefox before 147, Safari before 26.2) does not let back and forward wait.
 */
export function useUnsaved(isDirty: boolean): Unsaved {
  const router = useRouter();
  const [destination, setDestination] = useState<Destination | null>(null);
  const [isSignedOut, setSignedOut] = useState(false);
  const mayGo = useRef(false);
  useEffect(() => {
    if (!isDirty) return undefined;
    const guard = new AbortController();
    const { signal } = guard;
    window.addEventListener('beforeunload', (event) => event.preventDefault(), { signal });
    const onClick = (event: MouseEvent) => {
      const to = leavingBy(event);
      if (to === null) return;
      event.preventDefault();
      event.stopPropagation();
      setDestination({ href: `${to.pathname}${to.search}${to.hash}` });
    };
    document.addEventListener('click', onClick, { capture: true, signal });
    const onNavigate = (event: NavigateEvent) => {
      const { navigationType, cancelable, destination: to } = event;
      // For another document's entry `beforeunload` asks.
      if (
        mayGo.current ||
        navigationType !== 'traverse' ||
        !cancelable ||
        !to.sameDocument ||
        isThisPage(new URL(to.url))
      )
        return;
      event.preventDefault();
      setDestination({ entry: to.key });
    };
    if ('navigation' in window) window.navigation.addEventListener('navigate', onNavigate, { signal });
    const onSignedOut = (event: Event) => {
      event.preventDefault();
      setSignedOut(true);
    };
    window.addEventListener(SIGNED_OUT, onSignedOut, { signal });
    // Back from signing in elsewhere; if it was not done, the next request says so again.
    window.addEventListener('focus', () => setSignedOut(false), { signal });
    return () => guard.abort();
  }, [isDirty]);
  const stay = () => setDestination(null);
  const leave = () => {
    stay();
    if (destination === null) return;
    if ('href' in destination) router.push(destination.href);
    else {
      mayGo.current = true;
      window.navigation.traverseTo(destination.entry);
    }
  };
  return { isLeaving: destination !== null, stay, leave, isSignedOut: isSignedOut && isDirty };
}
