'use client';
import type { ChatSession } from '@/components/chat/store/chat-session';
import { branchOf } from '@/components/chat/tree/message-tree';
import { useCopy } from '@/components/ui/use-copy';
import { useShortcut } from '@/components/lib/shortcuts';

/** Keys of the open conversation: stop, and copy the last answer. */
export function useAnswerShortcuts(session: ChatSession, stop: (() => void) | null): void {
  const copy = useCopy();
  useShortcut('stop', () => stop?.(), stop !== null);
  useShortcut('copyLastAnswer', () => {
    const { tree, leafId } = session.store.state;
    const answer = branchOf(tree, leafId).findLast(
      ({ role, parts }) => role === 'assistant' && parts.some(({ type }) => type === 'text'),
    );
    const text = answer?.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n');
    if (text !== undefined) void copy(text);
  });
}
