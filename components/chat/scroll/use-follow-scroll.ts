'use client';
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import {
  afterScroll,
  afterUpwardGesture,
  AT_END_PX,
  distanceToEnd,
  INITIAL_FOLLOW,
  type ScrollPlace,
} from '@/components/chat/scroll/follow-scroll';
import { listenForGestures } from '@/components/chat/scroll/listen-for-gestures';
import { holdsPlaceItself, PlaceKeeper } from '@/components/chat/scroll/place-keeper';

export interface FollowScroll {
  /** The end is out of sight, and nobody asked to follow it. */
  readonly isAway: boolean;
  /** Goes to the end and follows it from now on. */
  readonly goToEnd: () => void;
  /** Stops following: the reader was taken to this part of the content. */
  readonly stayAt: (part: Element) => void;
}

/** Room above a part that is brought into sight. */
const SIGHT_MARGIN_PX = 8;

function placeOf({ scrollTop, scrollHeight, clientHeight }: HTMLElement): ScrollPlace {
  // Pulled over its edge (iOS) it stands at the edge.
  const top = Math.max(0, Math.min(scrollTop, scrollHeight - clientHeight));
  return { top, height: scrollHeight, viewport: clientHeight };
}

/** Keeps a scroller at its end while its content grows, for as long as its reader wants that. */
export function useFollowScroll(
  scroller: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
): FollowScroll {
  const state = useRef(INITIAL_FOLLOW);
  const keeper = useRef<PlaceKeeper | null>(null);
  const [isAway, setIsAway] = useState(false);

  const settle = useCallback((element: HTMLElement) => {
    setIsAway(!state.current.isFollowing && distanceToEnd(placeOf(element)) > AT_END_PX);
  }, []);

  const pin = useCallback(
    (element: HTMLElement) => {
      if (state.current.isFollowing) {
        if (distanceToEnd(placeOf(element)) >= 1) element.scrollTop = element.scrollHeight;
        state.current = { ...placeOf(element), isFollowing: true };
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

  const stayAt = useCallback((part: Element) => {
    state.current = { ...state.current, isFollowing: false };
    keeper.current?.note(part);
  }, []);

  useLayoutEffect(() => {
    if (scroller.current !== null) pin(scroller.current);
  }, [scroller, pin]);

  useEffect(() => {
    const element = scroller.current;
    const inner = content.current;
    if (element === null || inner === null) return undefined;
    keeper.current = holdsPlaceItself() ? null : new PlaceKeeper(element, inner);
    const listeners = new AbortController();
    /**
     * Older messages can arrive between two frames: the place is restored before the next one is noted, or the wrong
     * one is kept.
     */
    const restorePlace = () => {
      if (!state.current.isFollowing) keeper.current?.restore();
    };
    const onUp = () => {
      restorePlace();
      state.current = afterUpwardGesture(state.current, placeOf(element));
      keeper.current?.note(null);
      settle(element);
    };
    const onScroll = (isPressed: boolean) => {
      restorePlace();
      state.current = afterScroll(state.current, placeOf(element), isPressed);
      if (!state.current.isFollowing) keeper.current?.note(null);
      pin(element);
    };
    let opened: Element | null = null;
    const onOpen = (control: Element) => {
      opened = control;
    };
    /** What is opened is to be read from its beginning, even where its end is followed. */
    const keepOpenedInSight = () => {
      const hidden = opened === null ? 0 : element.getBoundingClientRect().top - opened.getBoundingClientRect().top;
      opened = null;
      if (hidden <= 0 || !state.current.isFollowing) return;
      element.scrollTop -= hidden + SIGHT_MARGIN_PX;
      state.current = { ...placeOf(element), isFollowing: false };
      keeper.current?.note(null);
      settle(element);
    };
    const onResize = () => {
      restorePlace();
      state.current = state.current.isFollowing ? state.current : { ...placeOf(element), isFollowing: false };
      pin(element);
      keepOpenedInSight();
    };
    listenForGestures(element, { onUp, onScroll, onOpen }, listeners.signal);
    const observer = new ResizeObserver(onResize);
    observer.observe(inner);
    observer.observe(element);
    return () => {
      listeners.abort();
      observer.disconnect();
    };
  }, [scroller, content, pin, settle]);

  return { isAway, goToEnd, stayAt };
}
