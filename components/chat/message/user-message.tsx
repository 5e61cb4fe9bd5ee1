'use client';
import { CircleAlert, Pencil } from 'lucide-react';
import { memo, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { ChatActions } from '@/components/chat/message/chat-actions';
import { CopyButton } from '@/components/ui/copy-button';
import { QuestionFiles } from '@/components/chat/message/question-files';
import { EditQuestion } from '@/components/chat/message/edit-question';
import { VersionSwitcher } from '@/components/chat/message/version-switcher';
import type { UnsentQuestion } from '@/components/chat/store/conversation-state';
import type { VersionPlace } from '@/components/chat/tree/message-tree';
import { editDraftOf, readDraft } from '@/components/chat/composer/drafts';
import { isApiProblem } from '@/components/lib/api-problem';
import { personalStorage } from '@/components/lib/browser-storage';
import { useErrorText } from '@/components/lib/use-error-text';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import type { MessageDto } from '@/lib/conversations/contracts';

/** The actions for a question that was not accepted, or that was. */
export interface QuestionActions {
  readonly retry: (messageId: string) => void;
  /** Moves it back into the composer. */
  readonly takeBack: (messageId: string) => void;
  /** Asks it with another text, as a version beside it. */
  readonly askInstead: (message: MessageDto, text: string) => void;
}

export interface UserMessageProps {
  readonly message: MessageDto;
  readonly place: VersionPlace | null;
  /** Set while the server has not accepted it. */
  readonly unsent: UnsentQuestion | null;
  readonly actions: ChatActions;
  readonly questions: QuestionActions;
}

function Unsent({ question, questions }: { readonly question: UnsentQuestion; readonly questions: QuestionActions }) {
  const t = useTranslations('chat.question');
  const errorText = useErrorText();
  const { messageId } = question.input;
  if (question.state === 'sending')
    return (
      <p className="text-sm text-faint animate-appear [animation-delay:400ms] [animation-fill-mode:backwards]">
        {t('sending')}
      </p>
    );
  const takeBack = (
    <Button size="sm" variant="ghost" onClick={() => questions.takeBack(messageId)}>
      {t('takeBack')}
    </Button>
  );
  if (question.state === 'waiting') {
    return (
      <p className="flex items-center gap-2 text-sm text-muted">
        {t('waiting')}
        {takeBack}
      </p>
    );
  }
  return (
    <div role="alert" className="flex flex-wrap items-center justify-end gap-x-2 gap-y-1 text-sm text-danger">
      <span className="flex items-start gap-2">
        <CircleAlert aria-hidden className="mt-0.5 size-4" />
        {question.failure === 'not-sent'
          ? t('notSent')
          : isApiProblem(question.failure) && question.failure.code === 'network'
            ? t('unreached')
            : errorText(question.failure)}
      </span>
      <span className="flex gap-1">
        <Button size="sm" onClick={() => questions.retry(messageId)}>
          {t('retry')}
        </Button>
        {takeBack}
      </span>
    </div>
  );
}

/** A question with its versions, and its state until the server has accepted it. */
export const UserMessage = memo(function UserMessage({ message, place, unsent, actions, questions }: UserMessageProps) {
  const t = useTranslations('chat.question');
  const [editing, setEditing] = useState<'begun' | 'resumed' | null>(null);
  const isEditing = editing !== null;
  const editButton = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(false);
  useEffect(() => {
    // Returns the focus to where editing began, unless it has moved elsewhere (a new version was sent).
    if (wasEditing.current && !isEditing && document.activeElement === document.body) editButton.current?.focus();
    wasEditing.current = isEditing;
  }, [isEditing]);
  useEffect(() => {
    if (readDraft(personalStorage, editDraftOf(message.id)) !== '') setEditing((current) => current ?? 'resumed');
  }, [message.id]);
  const text = message.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
  if (isEditing) {
    return (
      <EditQuestion
        messageId={message.id}
        text={text}
        takesFocus={editing === 'begun'}
        onCancel={() => setEditing(null)}
        onSend={(edited) => {
          setEditing(null);
          questions.askInstead(message, edited);
        }}
      />
    );
  }
  return (
    <div className="group/question grid grid-cols-1 justify-items-end gap-1">
      <QuestionFiles parts={message.parts} />
      <p className="max-w-[min(100%,34rem)] rounded-lg rounded-br-xs bg-hover px-4 py-2.5 text-[1rem] leading-[1.7] break-words whitespace-pre-wrap">
        {text}
      </p>
      {unsent === null ? (
        <div className="-mr-1.5 -mb-3 flex items-center gap-0.5 text-muted transition-opacity group-focus-within/question:opacity-100 group-hover/question:opacity-100 pointer-fine:opacity-0 pointer-fine:has-[[role=group]]:opacity-100">
          <CopyButton text={text} label={t('copy')} />
          <IconButton
            ref={editButton}
            size="sm"
            label={t('edit')}
            icon={<Pencil className="size-4" />}
            onClick={() => setEditing('begun')}
          />
          {place === null ? null : <VersionSwitcher place={place} onShow={actions.showVersion} />}
        </div>
      ) : (
        <Unsent question={unsent} questions={questions} />
      )}
    </div>
  );
});
