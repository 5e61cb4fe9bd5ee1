'use client';
import { useEffect } from 'react';

/** The last of a page to come to life; what was pressed and written before that is done now. */
export function EarlyActionsEnd() {
  useEffect(() => {
    // After what the effects of the page itself set.
    setTimeout(() => {
      window.yikaDoEarlyActions?.();
      delete window.yikaDoEarlyActions;
    });
  }, []);
  return null;
}
