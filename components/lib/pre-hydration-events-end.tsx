'use client';
import { useEffect } from 'react';

/** The last of a page to come to life; what was pressed and written before that is done now. */
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
