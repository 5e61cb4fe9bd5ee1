'use client';
import { FileText, RotateCcw, X } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import { attachmentState, type Attachment } from '@/components/chat/attachments/attachment';
import { useFileFacts } from '@/components/lib/use-file-facts';
import { mayPass } from '@/components/lib/upload-file';
import { useBytes } from '@/components/lib/use-bytes';
import { useErrorText } from '@/components/lib/use-error-text';
import { classNames } from '@/components/ui/class-names';
import { IconButton } from '@/components/ui/icon-button';

export interface AttachmentTrayProps {
  readonly attachments: readonly Attachment[];
  readonly onRetry: (key: string) => void;
  readonly onRemove: (key: string) => void;
}

/** The files that go with the next question: how far each is, what it costs, and what went wrong with it. */
export function AttachmentTray({ attachments, onRetry, onRemove }: AttachmentTrayProps) {
  const t = useTranslations('chat.attachments');
  if (attachments.length === 0) return null;
  const unread = attachments.filter((one) => ['uploading', 'reading'].includes(attachmentState(one))).length;
  return (
    <>
      {/* One summary: figures that change every second are not read aloud. */}
      <p role="status" className="sr-only">
        {t('summary', { unread })}
      </p>
      <ul aria-label={t('list')} className="flex max-h-40 flex-wrap gap-2 overflow-y-auto px-3 pt-3">
        {attachments.map((attachment) => {
          const { key, name, size, received, error } = attachment;
          const state = attachmentState(attachment);
          return (
            <li
              key={key}
              className={classNames(
                'grid max-w-full min-w-0 grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-2 rounded-sm border py-1 pr-1 pl-2.5',
                state === 'failed' ? 'border-danger' : 'border-line',
              )}
            >
              <FileText aria-hidden className="size-4 text-muted" />
              <span className="min-w-0">
                <span className="block max-w-60 truncate text-sm" title={name}>
                  {name}
                </span>
                <AttachmentFacts attachment={attachment} />
                {state === 'uploading' && attachment.fileId === null ? (
                  <progress
                    aria-label={t('progress', { name })}
                    value={received}
                    max={size}
                    className="block h-1 w-full accent-accent"
                  />
                ) : null}
              </span>
              <span className="flex">
                {error === null || !mayPass(error) ? null : (
                  <IconButton
                    size="sm"
                    label={t('retry', { name })}
                    icon={<RotateCcw className="size-3.5" />}
                    onClick={() => onRetry(key)}
                  />
                )}
                <IconButton
                  size="sm"
                  label={t('remove', { name })}
                  icon={<X className="size-3.5" />}
                  onClick={() => onRemove(key)}
                />
              </span>
            </li>
          );
        })}
      </ul>
    </>
  );
}

/** `1.2 MB`, `正在读取 3/18 页`, `18 页 · 8,214 token`, or what went wrong. */
function AttachmentFacts({ attachment }: { readonly attachment: Attachment }) {
  const t = useTranslations('chat.attachments');
  const bytes = useBytes();
  const errorText = useErrorText();
  const facts = useFileFacts();
  const { file, size, received, error } = attachment;
  const state = attachmentState(attachment);
  if (state === 'failed')
    return (
      <span role="alert" className="block text-xs text-danger">
        {error === null ? errorText(file?.error ?? 'document-parser-failed') : errorText(error)}
      </span>
    );
  return (
    <span className="block text-xs text-faint tabular">
      {state === 'uploading' && attachment.fileId === null
        ? t('sent', { received: bytes(received), size: bytes(size) })
        : state !== 'ready'
          ? t('reading', { done: file?.done ?? 0, total: file?.total ?? 0 })
          : file === null
            ? null
            : facts(file)}
    </span>
  );
}
