'use client';
import { memo } from 'react';
import { useTranslations } from 'use-intl/react';
import { AssistantMessage } from '@/components/chat/message/assistant-message';
import type { ChatActions } from '@/components/chat/message/chat-actions';
import { UserMessage, type QuestionActions } from '@/components/chat/message/user-message';
import type { ChatSession } from '@/components/chat/store/chat-session';
import type { UnsentQuestion } from '@/components/chat/store/conversation-state';
import type { VersionPlace } from '@/components/chat/tree/message-tree';
import { PartBoundary } from '@/components/ui/part-boundary';
import type { MessageDto } from '@/lib/conversations/contracts';
import type { Mode } from '@/lib/engine/contracts';

export interface MessageItemProps {
  readonly session: ChatSession;
  readonly message: MessageDto;
  readonly place: VersionPlace | null;
  readonly unsent: UnsentQuestion | null;
  readonly actions: ChatActions;
  readonly questions: QuestionActions;
  readonly mode: Mode;
  /** Near the screen, or has been: rendered as Markdown, not only as text. */
  readonly isNear: boolean;
}

function isSamePlace(a: VersionPlace | null, b: VersionPlace | null): boolean {
  return (
    a === b ||
    (a !== null &&
      b !== null &&
      a.index === b.index &&
      a.count === b.count &&
      a.previousId === b.previousId &&
      a.nextId === b.nextId)
  );
}

/** A message that has not changed is not rendered again, however often the list is. */
function isSame(a: MessageItemProps, b: MessageItemProps): boolean {
  const keys = ['session', 'message', 'unsent', 'actions', 'questions', 'mode', 'isNear'] as const;
  return keys.every((key) => a[key] === b[key]) && isSamePlace(a.place, b.place);
}

/** One message, with an address of its own. */
export const MessageItem = memo(function MessageItem({
  session,
  message,
  place,
  unsent,
  actions,
  questions,
  mode,
  isNear,
}: MessageItemProps) {
  const t = useTranslations('chat.list');
  return (
    <article
      id={`m-${message.id}`}
      tabIndex={-1}
      data-role={message.role}
      className="chat-message scroll-mt-6 outline-none"
    >
      <h2 data-on-paper className="sr-only">
        {t(message.role)}
      </h2>
      <PartBoundary
        resetKey={message}
        fallback={
          <p className="break-words whitespace-pre-wrap">
            {message.parts
              .filter(({ type }) => type !== 'file')
              .map(({ text }) => text)
              .join('\n\n')}
          </p>
        }
      >
        {message.role === 'user' ? (
          <UserMessage message={message} place={place} unsent={unsent} actions={actions} questions={questions} />
        ) : (
          <AssistantMessage
            session={session}
            message={message}
            place={place}
            actions={actions}
            mode={mode}
            isNear={isNear}
          />
        )}
      </PartBoundary>
    </article>
  );
}, isSame);
