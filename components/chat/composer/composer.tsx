'use client';
import { ArrowUp, Paperclip, Square, Wrench } from 'lucide-react';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { useTranslations } from 'use-intl/react';
import { attachmentState, readFileIds } from '@/components/chat/attachments/attachment';
import type { AttachmentTrayProps } from '@/components/chat/attachments/attachment-tray';
import { useAttachments } from '@/components/chat/attachments/use-attachments';
import { ContextMeter, ContextWarning } from '@/components/chat/composer/context-meter';
import { contextUse } from '@/components/chat/composer/context-use';
import { EnginePicker } from '@/components/chat/composer/engine-picker';
import type { EngineChoiceState } from '@/components/chat/composer/use-engine-choice';
import { useDraft } from '@/components/chat/composer/use-draft';
import { ModeSwitch } from '@/components/chat/composer/mode-switch';
import { sendsWith, useSendKeyChoice } from '@/components/chat/composer/send-key';
import { useAutoHeight } from '@/components/chat/composer/use-auto-height';
import { useTokenUsage } from '@/components/chat/composer/use-token-usage';
import { useCoarsePointer } from '@/components/lib/use-coarse-pointer';
import { useEnter } from '@/components/ui/use-enter';
import { CardStateIndicator } from '@/components/chat/composer/card-state';
import { useShortcut, useShortcutKeys } from '@/components/lib/shortcuts';
import { lazyPart } from '@/components/lib/lazy-part';
import { Button } from '@/components/ui/button';
import { DropZone } from '@/components/ui/drop-zone';
import { FilePicker } from '@/components/ui/file-picker';
import { IconButton } from '@/components/ui/icon-button';
import type { FilePart } from '@/lib/conversations/contracts';
import { MAX_QUESTION_FILES, MAX_QUESTION_LENGTH } from '@/lib/conversations/constants';
import type { Mode } from '@/lib/engine/contracts';

/** The functions of the composer for other components. */
export interface ComposerHandle {
  readonly focus: () => void;
  /** The button of the tools. */
  readonly focusTools: () => void;
  /** Inserts a returned question before the draft. */
  readonly bringBack: (question: { readonly text: string; readonly fileIds?: readonly string[] }) => void;
  /** Removes and returns the draft; files that are still being uploaded are lost. */
  readonly take: () => { readonly text: string; readonly fileIds: readonly string[] };
}

export interface ComposerProps {
  readonly handle: RefObject<ComposerHandle | null>;
  /** The conversation of the draft; null for a new one. */
  readonly draftOf: string | null;
  /** The message that a question would be placed under, as far as the server knows it. */
  readonly parentId: string | null;
  readonly mode: Mode;
  readonly onMode: (mode: Mode) => void;
  readonly engines: EngineChoiceState;
  /** Nothing can be sent: the conversation is gone. */
  readonly isBlocked: boolean;
  readonly onSend: (text: string, files: readonly FilePart[]) => void;
  /** Set while an answer is under way: stops it. */
  readonly onStop: (() => void) | null;
  readonly tools: { readonly isOpen: boolean; readonly onToggle: () => void };
}

const attachmentTray = lazyPart<AttachmentTrayProps>(
  async () => (await import('@/components/chat/attachments/attachment-tray')).AttachmentTray,
);

/** The field for questions. Its text is local state, so that typing renders nothing else. */
export function Composer({
  handle,
  draftOf,
  parentId,
  mode,
  onMode,
  engines,
  isBlocked,
  onSend,
  onStop,
  tools,
}: ComposerProps) {
  const t = useTranslations('chat.composer');
  const attach = useTranslations('chat.attachments');
  const field = useRef<HTMLTextAreaElement>(null);
  const toolsButton = useRef<HTMLButtonElement>(null);
  const { draft, change, bringBack, take } = useDraft(field, draftOf);
  const [sendKey, setSendKey] = useSendKeyChoice();
  const toolKeys = useShortcutKeys('tools');
  const isTouch = useCoarsePointer();
  const { attachments, isOpening, restore, take: takeFiles, ...files } = useAttachments(draftOf);
  const counted = useTokenUsage(draft, { parentId, mode, engine: engines.chosen?.id, files: readFileIds(attachments) });
  const usage = counted?.usage ?? null;
  const unread =
    attachments.filter((one) => ['uploading', 'reading'].includes(attachmentState(one))).length + (isOpening ? 1 : 0);
  const hasTooMany = attachments.length > MAX_QUESTION_FILES;
  const hasFailed = attachments.some((one) => attachmentState(one) === 'failed');
  /** It goes out when its files are read. */
  const [isPending, setIsPending] = useState(false);
  useAutoHeight(field, draft);

  useEffect(() => {
    handle.current = {
      focus: () => field.current?.focus(),
      focusTools: () => toolsButton.current?.focus(),
      bringBack: ({ text, fileIds = [] }) => {
        bringBack(text);
        restore(fileIds);
        field.current?.focus();
      },
      take: () => ({ text: take(), fileIds: takeFiles().map((file) => file.text) }),
    };
  }, [handle, bringBack, restore, take, takeFiles]);
  useShortcut('focusComposer', () => field.current?.focus());

  // Only a count of exactly this draft may block sending; the server checks the rest.
  const isTooLong = counted?.isCurrent === true && contextUse(counted.usage).kind === 'too-long';
  const canSend = draft.trim() !== '' && !isTooLong && !isBlocked && !hasFailed && !hasTooMany;
  const send = () => {
    setIsPending(canSend && unread > 0);
    if (!canSend || unread > 0) return;
    onSend(draft.trim(), takeFiles());
    change('');
    field.current?.focus();
  };
  useEffect(() => {
    if (isPending && (unread === 0 || hasFailed || hasTooMany)) send();
  });
  const keys = useEnter({
    onEnter: (event) => {
      if (!sendsWith(event, sendKey, isTouch)) return;
      event.preventDefault();
      send();
    },
  });
  const keyName = sendKey === 'enter' ? 'Enter' : 'Ctrl Enter';
  return (
    <form
      aria-label={t('form')}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      className="rounded-lg border border-control bg-raised transition-colors focus-within:border-accent focus-within:outline-1 focus-within:outline-accent"
    >
      <EnginePicker {...engines} />
      {usage === null ? null : <ContextWarning usage={usage} hasFiles={attachments.length > 0} />}
      {attachments.length === 0 ? null : (
        <attachmentTray.Part
          attachments={attachments}
          onRetry={files.retry}
          onRemove={files.remove}
          onUnavailable={() => undefined}
        />
      )}
      {hasFailed || hasTooMany ? (
        <p className="px-3 pt-2 text-sm text-danger">
          {hasFailed ? attach('failed') : attach('tooMany', { count: MAX_QUESTION_FILES })}
        </p>
      ) : null}
      {isPending ? (
        <p role="status" className="flex items-center gap-2 px-3 pt-2 text-sm text-muted">
          {attach('pending', { count: unread })}
          <Button size="sm" variant="ghost" onClick={() => setIsPending(false)}>
            {attach('cancelPending')}
          </Button>
        </p>
      ) : null}
      <DropZone label={attach('drop')} onFiles={files.add} />
      <textarea
        {...keys}
        ref={field}
        rows={1}
        value={draft}
        maxLength={MAX_QUESTION_LENGTH}
        aria-label={t('label')}
        placeholder={t('placeholder')}
        enterKeyHint={isTouch ? 'enter' : 'send'}
        onChange={(event) => change(event.target.value)}
        onPaste={(event) => {
          const { clipboardData } = event;
          // Text that was copied from an office program comes with a picture of itself.
          if (clipboardData.files.length === 0 || clipboardData.types.includes('text/plain')) return;
          event.preventDefault();
          files.add([...clipboardData.files]);
        }}
        className="block max-h-[min(40dvh,20rem)] min-h-12 w-full resize-none bg-transparent px-4 pt-3 pb-1 text-[1rem] leading-[1.7] outline-none placeholder:text-faint"
      />
      <div className="flex items-center gap-x-3 px-2 pb-2">
        <ModeSwitch mode={mode} onChange={onMode} />
        <FilePicker label={attach('add')} onFiles={files.add}>
          {(choose) => (
            <IconButton
              label={attach('add')}
              icon={<Paperclip className="size-4" />}
              onClick={choose}
              className="-ml-2"
            />
          )}
        </FilePicker>
        <IconButton
          ref={toolsButton}
          label={t('tools')}
          shortcut={toolKeys}
          icon={<Wrench className="size-4" />}
          aria-expanded={tools.isOpen}
          onClick={tools.onToggle}
          className="-ml-2"
        />
        <div className="flex min-w-0 flex-1 items-center justify-end gap-3 overflow-hidden">
          {usage === null ? (
            <button
              type="button"
              data-tooltip={t('switchKey')}
              onClick={() => setSendKey(sendKey === 'enter' ? 'mod-enter' : 'enter')}
              className="rounded-xs text-xs whitespace-nowrap text-faint hover:text-ink max-md:hidden pointer-coarse:hidden"
            >
              {t('sendWith', { key: keyName })}
            </button>
          ) : (
            <ContextMeter usage={usage} />
          )}
          <CardStateIndicator className="max-sm:[&>.rounded-xs]:hidden" />
        </div>
        <span className="flex items-center gap-1.5">
          {onStop === null ? null : (
            <IconButton
              label={t('stop')}
              variant="outline"
              shortcut="Esc"
              icon={<Square className="size-3.5 fill-current" />}
              onClick={onStop}
              className="rounded-md"
            />
          )}
          {onStop !== null && draft.trim() === '' ? null : (
            <IconButton
              type="submit"
              label={t('send')}
              variant="solid"
              shortcut={keyName}
              icon={<ArrowUp className="size-4.5" />}
              disabled={!canSend}
              className="rounded-md"
            />
          )}
        </span>
      </div>
    </form>
  );
}
