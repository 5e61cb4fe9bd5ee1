'use client';
import { useTranslations } from 'use-intl/react';
import type { ChatSession } from '@/components/chat/store/chat-session';
import { branchOf } from '@/components/chat/tree/message-tree';
import { copyText } from '@/components/lib/copy-text';
import { useShortcut } from '@/components/shell/shortcuts';
import { showToast } from '@/components/ui/toast';

/** Keys of the open conversation: stop, and copy the last answer. */
export function useAnswerShortcuts(session: ChatSession, stop: (() => void) | null): void {
  const t = useTranslations('common');
  useShortcut('stop', () => stop?.(), stop !== null);
  useShortcut('copyLastAnswer', () => {
    const { tree, leafId } = session.store.state;
    const answer = branchOf(tree, leafId).findLast(({ role, parts }) => role === 'assistant' && parts.some(({ type }) => type === 'text'));
    const text = answer?.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n');
    if (text === undefined) return;
    void copyText(text).then((isCopied) => showToast({ text: t(isCopied ? 'copied' : 'copyFailed'), tone: isCopied ? 'neutral' : 'danger', key: 'copy' }));
  });
}
