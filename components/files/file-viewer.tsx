'use client';
import { useQuery } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { boxesOfPassage } from '@/components/files/boxes-of-passage';
import { PageImage } from '@/components/files/page-image';
import { ReadBlocks } from '@/components/files/read-blocks';
import { SectionText } from '@/components/files/section-text';
import { apiFetch } from '@/components/lib/api-client';
import { useErrorText } from '@/components/lib/use-error-text';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { IconButton } from '@/components/ui/icon-button';
import { Notice } from '@/components/ui/notice';
import type { DocumentSection, Passage } from '@/lib/documents/contracts';
import { type FileDto, fileSchema } from '@/lib/files/contracts';

/** Kinds whose pages the server draws. */
const DRAWN = new Set<string | null>(['pdf', 'image']);

export interface FileViewerProps {
  readonly fileId: string;
  readonly name: string;
  readonly title: string;
  /** Where it opens: a cited place with its passage; the first page when absent. */
  readonly at?: { readonly section: DocumentSection; readonly passage: Passage | null };
  readonly onClose: () => void;
}

/**
 * A file beside the page: pages of a PDF and images as they look, all kinds as the text that was read. A passage is
 * highlighted in both.
 */
export function FileViewer({ fileId, name, title, at, onClose }: FileViewerProps) {
  const errorText = useErrorText();
  const file = useQuery({
    queryKey: ['file', fileId],
    queryFn: ({ signal }) => apiFetch(`/api/files/${fileId}`, { signal, schema: fileSchema }),
    retry: false,
  });
  return (
    <Dialog open isBeside onOpenChange={onClose} title={title}>
      {file.error === null ? null : <Notice tone="danger">{errorText(file.error)}</Notice>}
      {file.data === undefined ? (
        at === undefined ? null : (
          <SectionText pieces={at.section.pieces} passage={at.passage} isScrolled />
        )
      ) : (
        <FilePages file={file.data} name={name} at={at} />
      )}
    </Dialog>
  );
}

interface FilePagesProps {
  readonly file: FileDto;
  readonly name: string;
  readonly at: FileViewerProps['at'];
}

function FilePages({ file, name, at }: FilePagesProps) {
  const t = useTranslations('common.fileViewer');
  const isDrawn = DRAWN.has(file.kind);
  const [page, setPage] = useState(at?.section.unit === 'p' ? at.section.number : 1);
  const [isWhole, setIsWhole] = useState(at === undefined || at.section.unit === 'p');
  const total = file.unit === 'document' ? 0 : (file.total ?? 0);
  const section = at !== undefined && (!isWhole || at.section.number === page) ? at.section : undefined;
  return (
    <div className="grid gap-4">
      {isWhole && total > 1 && file.unit !== null && file.unit !== 'document' ? (
        <div className="sticky top-0 z-10 flex items-center gap-1 bg-raised py-1">
          <IconButton
            label={t('previous')}
            icon={<ChevronLeft className="size-4" />}
            disabled={page <= 1}
            onClick={() => setPage(page - 1)}
          />
          <span role="status" className="text-sm text-muted tabular">
            {t(`unit.${file.unit}`, { number: page, total })}
          </span>
          <IconButton
            label={t('next')}
            icon={<ChevronRight className="size-4" />}
            disabled={page >= total}
            onClick={() => setPage(page + 1)}
          />
        </div>
      ) : null}
      {isDrawn ? (
        <>
          <PageImage
            key={page}
            fileId={file.id}
            name={name}
            page={page}
            boxes={boxesOfPassage(section?.pieces ?? [], at?.passage ?? null)}
          />
          <h3 className="text-sm font-semibold text-muted">{t('text')}</h3>
        </>
      ) : null}
      {section === undefined ? (
        <ReadBlocks key={page} fileId={file.id} unit={total > 1 ? page : null} />
      ) : (
        <SectionText pieces={section.pieces} passage={at?.passage ?? null} isScrolled={!isDrawn} />
      )}
      {isWhole ? null : (
        <Button className="justify-self-start" size="sm" onClick={() => setIsWhole(true)}>
          {t('whole')}
        </Button>
      )}
    </div>
  );
}
