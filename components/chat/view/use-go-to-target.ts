'use client';
import { useEffect } from 'react';
import type { MessageTree } from '@/components/chat/tree/message-tree';
import type { Target } from '@/components/chat/view/use-target-message';

export interface Surroundings {
  readonly tree: MessageTree;
  readonly leafId: string | null;
  readonly showVersion: (messageId: string) => void;
  readonly onFound: (message: Element) => void;
}

/** Takes the reader to the message the address points to, on whichever version it stands. */
export function useGoToTarget(target: Target | null, { tree, leafId, showVersion, onFound }: Surroundings): void {
  const isLoaded = target !== null && tree.byId.has(target.messageId);
  useEffect(() => {
    if (target === null || !isLoaded) return;
    const element = document.getElementById(`m-${target.messageId}`);
    if (element === null) {
      showVersion(target.messageId); // It stands on another branch: with that shown, this runs again.
      return;
    }
    element.scrollIntoView({ block: 'start' });
    onFound(element);
    element.focus({ preventScroll: true });
    element.dataset.found = String(target.visit);
    // Only a new visit, its arrival or another branch moves the reader; an answer that grows does not.
  }, [target, isLoaded, leafId, showVersion, onFound]);
}
