'use client';
import { useEffect, useState } from 'react';
import { browserShelf } from '@/components/lib/browser-shelf';

const KEY = 'yika:tools';

function remember(isOpen: boolean): void {
  try {
    browserShelf().setItem(KEY, isOpen ? 'open' : 'closed');
  } catch (error) {
    console.warn('whether the tools are open cannot be remembered', error);
  }
}

export interface ToolsOpen {
  readonly isOpen: boolean;
  /** They have been: what is being done with them stays while they are closed. */
  readonly isKept: boolean;
  readonly set: (isOpen: boolean) => void;
  /** They could not be fetched. */
  readonly giveUp: () => void;
}

/** Whether the tools are open. Remembered where they stand beside the conversation; a sheet over it never opens by itself. */
export function useToolsOpen(): ToolsOpen {
  const [state, setState] = useState<'never' | 'open' | 'closed'>('never');
  useEffect(() => {
    if (browserShelf().getItem(KEY) === 'open' && window.matchMedia('(width >= 64rem)').matches) setState('open');
  }, []);
  const set = (isOpen: boolean) => {
    setState(isOpen ? 'open' : 'closed');
    remember(isOpen);
  };
  const giveUp = () => {
    setState('never');
    remember(false);
  };
  return { isOpen: state === 'open', isKept: state !== 'never', set, giveUp };
}
