'use client';
import { useEffect } from 'react';
import type { MessageTree } from '@/components/chat/tree/message-tree';
import type { Target } from '@/components/chat/view/use-target-message';

export interface Surroundings {
  readonly tree: MessageTree;
  readonly leafId: string | null;
  readonly showVersion: (messageId: string) => void;
  readonly onFound: () => void;
}

/** Takes the reader to the message the address points to, on whichever version it stands. */
export function useGoToTarget(target: Target | null, { tree, leafId, showVersion, onFound }: Surroundings): void {
  useEffect(() => {
    if (target === null || !tree.byId.has(target.messageId)) return;
    const element = document.getElementById(`m-${target.messageId}`);
    if (element === null) {
      showVersion(target.messageId); // It stands on another branch: with that shown, this runs again.
      return;
    }
    onFound();
    element.scrollIntoView({ block: 'start' });
    element.focus({ preventScroll: true });
    element.dataset.found = String(target.visit);
    // Only a new visit or another branch moves the reader; an answer that grows does not.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [target, leafId, showVersion, onFound]);
}
