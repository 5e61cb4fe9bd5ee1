'use client';
import { useCallback, useEffect, useState } from 'react';
import { browserStorage } from '@/components/lib/browser-storage';
import type { WantedTool } from '@/components/chat/tool-panel/use-tool-work';
import type { JsonObject } from '@/lib/tools/contracts';

const KEY = 'yika:tools';

function remember(isOpen: boolean): void {
  try {
    browserStorage().setItem(KEY, isOpen ? 'open' : 'closed');
  } catch (error) {
    console.warn('whether the tools are open cannot be remembered', error);
  }
}

export interface ToolsOpen {
  readonly isOpen: boolean;
  /** They were open before: their state stays while they are closed. */
  readonly isKept: boolean;
  readonly set: (isOpen: boolean) => void;
  /** The last request: a new object is a new request. */
  readonly wanted: WantedTool | null;
  readonly openTool: (toolId: string, initial: JsonObject) => void;
  /** They could not be fetched. */
  readonly giveUp: () => void;
}

/**
 * Whether the tools are open. Remembered where they stand beside the conversation; a sheet over it never opens by
 * itself.
 */
export function useToolsOpen(): ToolsOpen {
  const [state, setState] = useState<'never' | 'open' | 'closed'>('never');
  useEffect(() => {
    if (browserStorage().getItem(KEY) === 'open' && window.matchMedia('(width >= 64rem)').matches) setState('open');
  }, []);
  const [wanted, setWanted] = useState<WantedTool | null>(null);
  const set = useCallback((isOpen: boolean) => {
    setState(isOpen ? 'open' : 'closed');
    remember(isOpen);
  }, []);
  const openTool = useCallback(
    (toolId: string, initial: JsonObject) => {
      setWanted({ toolId, initial });
      set(true);
    },
    [set],
  );
  const giveUp = () => {
    setState('never');
    setWanted(null);
    remember(false);
  };
  return { isOpen: state === 'open', isKept: state !== 'never', set, wanted, openTool, giveUp };
}
