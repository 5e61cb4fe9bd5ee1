'use client';
import { Download, KeyRound, Trash2 } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import { useBytes } from '@/components/lib/use-bytes';
import { useDates } from '@/components/lib/use-dates';
import { useFileFacts } from '@/components/lib/use-file-facts';
import { useErrorText } from '@/components/lib/use-error-text';
import { Badge } from '@/components/ui/badge';
import { Button, buttonClassName } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { TableCell, TableRow } from '@/components/ui/table';
import { FileWarnings } from '@/components/documents/file-warnings';
import type { FileDto } from '@/lib/files/contracts';

export interface FileRowProps {
  readonly file: FileDto;
  readonly onOpen: () => void;
  readonly onDelete: () => void;
  readonly onPassword: () => void;
}

const NEEDS_PASSWORD = new Set<string | null>(['document-password-needed', 'document-password-wrong']);
/** A download is refused while the file is not checked, and where a threat was removed. */
const NOT_OPEN = new Set(['uploading', 'scanning']);

/** A file: what it is, what became of it, and what can be done with it. */
export function FileRow({ file, onOpen, onDelete, onPassword }: FileRowProps) {
  const t = useTranslations('documents.files');
  const bytes = useBytes();
  const dates = useDates();
  const facts = useFileFacts();
  const mayDownload = !NOT_OPEN.has(file.state) && file.error !== 'file-threat';
  return (
    <TableRow>
      <TableCell className="max-w-100 sm:min-w-56">
        {file.blocks > 0 ? (
          <button
            type="button"
            className="touch-target block text-left font-medium wrap-anywhere hover:underline"
            onClick={onOpen}
          >
            {file.name}
          </button>
        ) : (
          <span className="block font-medium wrap-anywhere">{file.name}</span>
        )}
        <span className="block text-xs text-faint sm:hidden">
          {bytes(file.size)}
          {file.usedIn === 0 ? null : ` · ${t('usedIn', { count: file.usedIn })}`}
        </span>
        {file.state === 'ready' && facts(file) !== '' ? (
          <span className="block text-xs text-faint">{facts(file)}</span>
        ) : null}
        <FileStateText file={file} onPassword={onPassword} />
        {file.state === 'ready' ? <FileWarnings warnings={file.warnings} /> : null}
      </TableCell>
      <TableCell className="whitespace-nowrap text-muted tabular-nums max-sm:hidden">{bytes(file.size)}</TableCell>
      <TableCell className="whitespace-nowrap text-muted max-sm:hidden">
        {file.usedIn === 0 ? t('unused') : t('usedIn', { count: file.usedIn })}
      </TableCell>
      <TableCell className="whitespace-nowrap text-muted max-sm:hidden">
        <time dateTime={file.createdAt} title={dates.moment(file.createdAt)}>
          {dates.relative(file.createdAt)}
        </time>
      </TableCell>
      <TableCell className="text-right whitespace-nowrap">
        {mayDownload ? (
          <a
            href={`/api/files/${file.id}/content`}
            download
            aria-label={t('downloadThis', { name: file.name })}
            data-tooltip={t('download')}
            className={`${buttonClassName('ghost', 'sm')} touch-target`}
          >
            <Download aria-hidden className="size-4" />
          </a>
        ) : null}
        <IconButton
          size="sm"
          label={t('deleteThis', { name: file.name })}
          icon={<Trash2 className="size-4" />}
          onClick={onDelete}
        />
      </TableCell>
    </TableRow>
  );
}

function FileStateText({ file, onPassword }: { readonly file: FileDto; readonly onPassword: () => void }) {
  const t = useTranslations('documents.files');
  const errorText = useErrorText();
  if (file.state === 'failed')
    return (
      <div className="mt-1 grid justify-items-start gap-1.5">
        <p className="text-xs text-danger">{errorText(file.error ?? 'document-parser-failed')}</p>
        {NEEDS_PASSWORD.has(file.error) ? (
          <Button size="sm" icon={<KeyRound className="size-3.5" />} onClick={onPassword}>
            {t('enterPassword')}
          </Button>
        ) : null}
      </div>
    );
  if (file.state === 'reading' && file.total !== null && file.total > 1)
    return <Badge tone="accent">{t('readingOf', { done: file.done, total: file.total })}</Badge>;
  if (file.state === 'ready' || file.state === 'deleted') return null;
  return <Badge tone={file.state === 'uploading' ? 'neutral' : 'accent'}>{t(`states.${file.state}`)}</Badge>;
}
