'use client';
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { afterScroll, afterUpwardGesture, AT_END_PX, distanceToEnd, INITIAL_FOLLOW, type ScrollPlace } from '@/components/chat/scroll/follow-scroll';

export interface FollowScroll {
  /** The end is out of sight, and nobody asked to follow it. */
  readonly isAway: boolean;
  /** Goes to the end and follows it from now on. */
  readonly goToEnd: () => void;
  /** Stops following, for going elsewhere. */
  readonly letGo: () => void;
}

function placeOf(scroller: HTMLElement): ScrollPlace {
  return { top: scroller.scrollTop, height: scroller.scrollHeight, viewport: scroller.clientHeight };
}

/** Keeps a scroller at its end while its content grows, for as long as its reader wants that. */
export function useFollowScroll(scroller: RefObject<HTMLElement | null>, content: RefObject<HTMLElement | null>): FollowScroll {
  const state = useRef(INITIAL_FOLLOW);
  const [isAway, setIsAway] = useState(false);

  const settle = useCallback((element: HTMLElement) => {
    setIsAway(!state.current.isFollowing && distanceToEnd(placeOf(element)) > AT_END_PX);
  }, []);

  const pin = useCallback(
    (element: HTMLElement) => {
      if (state.current.isFollowing) {
        element.scrollTop = element.scrollHeight;
        state.current = { isFollowing: true, top: element.scrollTop, height: element.scrollHeight };
      }
      settle(element);
    },
    [settle],
  );

  const goToEnd = useCallback(() => {
    const element = scroller.current;
    state.current = { ...state.current, isFollowing: true };
    if (element !== null) pin(element);
  }, [scroller, pin]);

  const letGo = useCallback(() => {
    state.current = { ...state.current, isFollowing: false };
  }, []);

  useLayoutEffect(() => {
    if (scroller.current !== null) pin(scroller.current);
  }, [scroller, pin]);

  useEffect(() => {
    const element = scroller.current;
    const inner = content.current;
    if (element === null || inner === null) return undefined;
    const listeners = new AbortController();
    const options = { passive: true, signal: listeners.signal };
    let touchY: number | null = null;
    const goesUp = () => {
      state.current = afterUpwardGesture(state.current, placeOf(element));
      settle(element);
    };
    element.addEventListener(
      'scroll',
      () => {
        state.current = afterScroll(state.current, placeOf(element));
        settle(element);
      },
      options,
    );
    element.addEventListener(
      'wheel',
      ({ deltaY }) => {
        if (deltaY < 0) goesUp();
      },
      options,
    );
    element.addEventListener('touchstart', ({ touches }) => void (touchY = touches[0]?.clientY ?? null), options);
    element.addEventListener(
      'touchmove',
      ({ touches }) => {
        const y = touches[0]?.clientY ?? null;
        // A finger going down pulls the page up.
        if (touchY !== null && y !== null && y > touchY + 4) goesUp();
        touchY = y;
      },
      options,
    );
    element.addEventListener(
      'keydown',
      ({ key, target }) => {
        const isField = target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
        if (!isField && (key === 'ArrowUp' || key === 'PageUp' || key === 'Home')) goesUp();
      },
      options,
    );
    const observer = new ResizeObserver(() => pin(element));
    observer.observe(inner);
    observer.observe(element);
    return () => {
      listeners.abort();
      observer.disconnect();
    };
  }, [scroller, content, pin, settle]);

  return { isAway, goToEnd, letGo };
}
