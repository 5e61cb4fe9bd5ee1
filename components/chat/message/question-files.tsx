'use client';
import { FileText } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useFileFacts } from '@/components/lib/use-file-facts';
import type { FilePart, StoredPart } from '@/lib/conversations/contracts';

const FileViewer = dynamic(async () => (await import('@/components/files/file-viewer')).FileViewer, { ssr: false });

/** The files of a question; a press opens one. */
export function QuestionFiles({ parts }: { readonly parts: readonly StoredPart[] }) {
  const t = useTranslations('chat.attachments');
  const facts = useFileFacts();
  const [opened, setOpened] = useState<FilePart | null>(null);
  const files = parts.filter((part) => part.type === 'file');
  if (files.length === 0) return null;
  return (
    <>
      <ul aria-label={t('sentList')} className="flex max-w-[min(100%,34rem)] flex-wrap justify-end gap-2">
        {files.map((file) => (
          <li key={file.text} className="max-w-full min-w-0">
            <button
              type="button"
              className="touch-target flex max-w-full min-w-0 items-center gap-2 rounded-sm border border-line px-2.5 py-1.5 text-sm hover:bg-hover"
              onClick={() => setOpened(file)}
            >
              <FileText aria-hidden className="size-4 shrink-0 text-muted" />
              <span className="min-w-0 truncate" title={file.name}>
                {file.name}
              </span>
              <span className="shrink-0 text-xs whitespace-nowrap text-faint tabular">{facts(file)}</span>
            </button>
          </li>
        ))}
      </ul>
      {opened === null ? null : (
        <FileViewer fileId={opened.text} name={opened.name} title={opened.name} onClose={() => setOpened(null)} />
      )}
    </>
  );
}
