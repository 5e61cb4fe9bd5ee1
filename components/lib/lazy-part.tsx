'use client';
import { createElement, useEffect, useRef, useState, type ComponentType } from 'react';
import { useErrorText } from '@/components/lib/use-error-text';
import { showToast } from '@/components/ui/toast';

export interface LazyPart<P extends object> {
  /**
   * The part itself. `onUnavailable`: it could not be fetched and the person has seen a notice; remove it from the
   * screen.
   */
  readonly Part: ComponentType<P & { readonly onUnavailable: () => void }>;
  /** Fetches it ahead: when a pointer comes near, a field is focused. */
  readonly preload: () => void;
}

/**
 * A part of the page that is fetched at its first use: menus, dialogs, the palette. Unlike with `next/dynamic`, a
 * failed fetch (no network, a new version on the server) is not an error of the page: a notice is shown, nothing else
 * is lost, and the next use tries again.
 */
export function lazyPart<P extends object>(fetchPart: () => Promise<ComponentType<P>>): LazyPart<P> {
  let loaded: ComponentType<P> | null = null;
  const load = async () => {
    loaded ??= await fetchPart();
    return loaded;
  };
  function Part(props: P & { readonly onUnavailable: () => void }) {
    const { onUnavailable } = props;
    const errorText = useErrorText();
    const [part, setPart] = useState({ component: loaded });
    const unavailable = useRef({ onUnavailable, errorText });
    useEffect(() => {
      unavailable.current = { onUnavailable, errorText };
    });
    useEffect(() => {
      let isHere = true;
      load().then(
        (component) => isHere && setPart({ component }),
        () => {
          if (!isHere) return;
          showToast({
            key: 'part-unavailable',
            text: unavailable.current.errorText('part-not-loaded'),
            tone: 'danger',
          });
          unavailable.current.onUnavailable();
        },
      );
      return () => {
        isHere = false;
      };
    }, []);
    return part.component === null ? null : createElement<P>(part.component, props);
  }
  return {
    Part,
    preload: () => void load().catch((error: unknown) => console.warn('a part could not be fetched ahead', error)),
  };
}
