'use client';
import { useLayoutEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { sendsWith, useSendKey } from '@/components/chat/composer/send-key';
import { editDraftOf, readDraft, writeDraft } from '@/components/chat/composer/drafts';
import { useAutoHeight } from '@/components/chat/composer/use-auto-height';
import { personalStorage } from '@/components/lib/browser-storage';
import { useEnter } from '@/components/ui/use-enter';
import { useCoarsePointer } from '@/components/lib/use-coarse-pointer';
import { Button } from '@/components/ui/button';
import { MAX_QUESTION_LENGTH } from '@/lib/conversations/constants';

export interface EditQuestionProps {
  readonly messageId: string;
  readonly text: string;
  /**
   * The person has just begun to edit; otherwise the draft of an earlier page is restored, without taking the focus.
   */
  readonly takesFocus: boolean;
  readonly onSend: (text: string) => void;
  readonly onCancel: () => void;
}

/** Edits a question in its place. */
export function EditQuestion({ messageId, text, takesFocus, onSend, onCancel }: EditQuestionProps) {
  const t = useTranslations('chat.question');
  const common = useTranslations('common');
  const [draft, setDraft] = useState(() => readDraft(personalStorage, editDraftOf(messageId)) || text);
  const keep = (written: string) => writeDraft(personalStorage, editDraftOf(messageId), written);
  const change = (written: string) => {
    setDraft(written);
    keep(written === text ? '' : written);
  };
  const cancel = () => {
    keep('');
    onCancel();
  };
  const field = useRef<HTMLTextAreaElement>(null);
  const sendKey = useSendKey();
  const isTouch = useCoarsePointer();
  useAutoHeight(field, draft);
  useLayoutEffect(() => {
    if (!takesFocus) return;
    field.current?.focus();
    field.current?.setSelectionRange(text.length, text.length);
  }, [text, takesFocus]);
  const canSend = draft.trim() !== '';
  const send = () => {
    if (!canSend) return;
    keep('');
    onSend(draft.trim());
  };
  const keys = useEnter({
    onEnter: (event) => {
      if (!sendsWith(event, sendKey, isTouch)) return;
      event.preventDefault();
      send();
    },
    onKey: (event) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      cancel();
    },
  });
  return (
    <form
      className="ml-auto grid w-full max-w-[34rem] gap-2 rounded-lg border border-control bg-surface p-2 focus-within:border-accent"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        {...keys}
        ref={field}
        value={draft}
        maxLength={MAX_QUESTION_LENGTH}
        aria-label={t('editLabel')}
        onChange={(event) => change(event.target.value)}
        className="max-h-80 w-full resize-none bg-transparent px-2 py-1 text-[1rem] leading-[1.7] outline-none"
      />
      <div className="flex items-center justify-end gap-2">
        <p className="mr-auto px-2 text-xs text-faint">{t('editHint')}</p>
        <Button size="sm" variant="ghost" onClick={cancel}>
          {common('cancel')}
        </Button>
        <Button size="sm" variant="primary" type="submit" disabled={!canSend}>
          {t('send')}
        </Button>
      </div>
    </form>
  );
}
