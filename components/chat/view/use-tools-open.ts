'use client';
import { useCallback, useEffect, useState } from 'react';
import { browserShelf } from '@/components/lib/browser-shelf';
import { useShortcut } from '@/components/shell/shortcuts';

const KEY = 'yika:tools';

/** Whether the tools are open. Remembered where they stand beside the conversation; a sheet over it never opens by itself. */
export function useToolsOpen(): readonly [boolean, (isOpen: boolean) => void] {
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    if (browserShelf().getItem(KEY) === 'open' && window.matchMedia('(width >= 64rem)').matches) setIsOpen(true);
  }, []);
  const set = useCallback((next: boolean) => {
    setIsOpen(next);
    try {
      browserShelf().setItem(KEY, next ? 'open' : 'closed');
    } catch (error) {
      console.warn('whether the tools are open cannot be remembered', error);
    }
  }, []);
  useShortcut('tools', () => set(!isOpen));
  return [isOpen, set];
}
