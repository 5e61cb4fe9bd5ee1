'use client';
import { useEffect } from 'react';

/** The last component of a page to hydrate; it replays the input from before. */
export function PreHydrationEventsEnd() {
  useEffect(() => {
    // After what the effects of the page itself set.
    setTimeout(() => {
      window.yikaReplayPreHydrationEvents?.();
      delete window.yikaReplayPreHydrationEvents;
    });
  }, []);
  return null;
}
