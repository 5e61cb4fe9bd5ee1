'use client';
import { memo, useEffect, useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { copyFromAnswers, prefetchMarkdown } from '@/components/chat/markdown/markdown';
import type { ChatActions } from '@/components/chat/message/chat-actions';
import type { QuestionActions } from '@/components/chat/message/user-message';
import type { ChatSession } from '@/components/chat/store/chat-session';
import type { ConversationState } from '@/components/chat/store/conversation-state';
import { branchOf, versionPlace } from '@/components/chat/tree/message-tree';
import { chunksFrom } from '@/components/chat/view/message-chunks';
import { MessageChunk } from '@/components/chat/view/message-chunk';
import { MessageItem } from '@/components/chat/view/message-item';
import { useGoToTarget } from '@/components/chat/view/use-go-to-target';
import { useMessageWindow } from '@/components/chat/view/use-message-window';
import type { Target } from '@/components/chat/view/use-target-message';
import type { Mode } from '@/lib/engine/contracts';

export interface MessageListProps {
  readonly session: ChatSession;
  readonly state: ConversationState;
  readonly actions: ChatActions;
  readonly questions: QuestionActions;
  readonly mode: Mode;
  /** The message the address points to. */
  readonly target: Target | null;
  /** Called when the reader is taken to it. */
  readonly onFound: (message: Element) => void;
}

/** The shown branch, oldest first. */
export const MessageList = memo(function MessageList({
  session,
  state,
  actions,
  questions,
  mode,
  target,
  onFound,
}: MessageListProps) {
  const t = useTranslations('chat.print');
  const { tree, leafId, unsent, omitted } = state;
  const branch = useMemo(() => branchOf(tree, leafId), [tree, leafId]);
  const targetIndex = target === null ? -1 : branch.findIndex(({ id }) => id === target.messageId);
  const first = useMessageWindow(
    { omitted, count: omitted + branch.length },
    targetIndex === -1 ? null : omitted + targetIndex,
  );
  const chunks = chunksFrom(branch, omitted, first);
  useEffect(prefetchMarkdown, []);
  useEffect(() => {
    document.addEventListener('copy', copyFromAnswers);
    return () => document.removeEventListener('copy', copyFromAnswers);
  }, []);
  useGoToTarget(target, { tree, leafId, showVersion: actions.showVersion, onFound });
  const missing =
    omitted > 0 ? (
      <p key="missing" data-on-paper="only" className="hidden">
        {t('missing', { count: omitted })}
      </p>
    ) : null;
  return [
    missing,
    ...chunks.map(({ index, messages }, place) => (
      <MessageChunk key={index} isLast={place === chunks.length - 1}>
        {(isNear) =>
          messages.map((message) => (
            <MessageItem
              key={message.id}
              session={session}
              message={message}
              place={versionPlace(tree, message.id)}
              unsent={unsent.find(({ input }) => input.messageId === message.id) ?? null}
              actions={actions}
              questions={questions}
              mode={mode}
              isNear={isNear}
            />
          ))
        }
      </MessageChunk>
    )),
  ];
});
