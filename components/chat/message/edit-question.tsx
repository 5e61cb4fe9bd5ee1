'use client';
import { useLayoutEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { sendsWith, useSendKey } from '@/components/chat/composer/send-key';
import { useAutoHeight } from '@/components/chat/composer/use-auto-height';
import { useImeSafeEnter } from '@/components/lib/use-ime-safe-enter';
import { useCoarsePointer } from '@/components/lib/use-coarse-pointer';
import { Button } from '@/components/ui/button';
import { MAX_QUESTION_LENGTH } from '@/lib/conversations/constants';

export interface EditQuestionProps {
  readonly text: string;
  readonly onSend: (text: string) => void;
  readonly onCancel: () => void;
}

/** A question being put in other words, in its own place. */
export function EditQuestion({ text, onSend, onCancel }: EditQuestionProps) {
  const t = useTranslations('chat.question');
  const common = useTranslations('common');
  const [draft, setDraft] = useState(text);
  const field = useRef<HTMLTextAreaElement>(null);
  const sendKey = useSendKey();
  const isTouch = useCoarsePointer();
  useAutoHeight(field, draft);
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(text.length, text.length);
  }, [text]);
  const canSend = draft.trim() !== '';
  const send = () => {
    if (canSend) onSend(draft.trim());
  };
  const ime = useImeSafeEnter({
    onEnter: (event) => {
      if (!sendsWith(event, sendKey, isTouch)) return;
      event.preventDefault();
      send();
    },
    onKey: (event) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      onCancel();
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
        {...ime}
        ref={field}
        value={draft}
        maxLength={MAX_QUESTION_LENGTH}
        aria-label={t('editLabel')}
        onChange={(event) => setDraft(event.target.value)}
        className="max-h-80 w-full resize-none bg-transparent px-2 py-1 text-[1rem] leading-[1.7] outline-none"
      />
      <div className="flex items-center justify-end gap-2">
        <p className="mr-auto px-2 text-xs text-faint">{t('editHint')}</p>
        <Button size="sm" variant="ghost" onClick={onCancel}>
          {common('cancel')}
        </Button>
        <Button size="sm" variant="primary" type="submit" disabled={!canSend}>
          {t('send')}
        </Button>
      </div>
    </form>
  );
}
