'use client';
import { RotateCcw, X } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import { ShareBar } from '@/components/documents/share-bar';
import type { Uploads } from '@/components/documents/use-uploads';
import { mayPass } from '@/components/lib/upload-file';
import { useBytes } from '@/components/lib/use-bytes';
import { useErrorText } from '@/components/lib/use-error-text';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';

/** Files that are being uploaded by this page. */
export function UploadList({ uploads, retry, cancel }: Omit<Uploads, 'add'>) {
  const t = useTranslations('documents.files');
  const bytes = useBytes();
  const errorText = useErrorText();
  if (uploads.length === 0) return null;
  return (
    <ul aria-label={t('uploads')} className="grid gap-2">
      {uploads.map(({ key, file, received, error }) => (
        <li key={key} className="grid gap-1.5 rounded-md border border-line px-3 py-2.5 text-sm">
          <div className="flex items-center gap-2">
            <span className="min-w-0 flex-1 truncate font-medium">{file.name}</span>
            <span className="shrink-0 text-xs text-faint tabular-nums">
              {t('sent', { received: bytes(received), size: bytes(file.size) })}
            </span>
            {error === null || !mayPass(error) ? null : (
              <Button size="sm" icon={<RotateCcw className="size-3.5" />} onClick={() => retry(key)}>
                {t('retry')}
              </Button>
            )}
            <IconButton
              size="sm"
              label={t('cancelUpload', { name: file.name })}
              icon={<X className="size-4" />}
              onClick={() => cancel(key)}
            />
          </div>
          {error === null ? (
            <ShareBar share={received / file.size} label={t('progressOf', { name: file.name })} />
          ) : (
            <p role="alert" className="text-danger">
              {errorText(error)}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
