'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { SectionText } from '@/components/files/section-text';
import { apiFetch } from '@/components/lib/api-client';
import { useErrorText } from '@/components/lib/use-error-text';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { UNCERTAIN_BELOW } from '@/lib/documents/contracts';
import { blocksPageSchema } from '@/lib/files/contracts';

const PAGE_SIZE = 100;

export interface ReadBlocksProps {
  readonly fileId: string;
  /** A page, slide or sheet; null: the whole file, a part at a time. */
  readonly unit: number | null;
}

/** What was read of a file, or of one page of it. */
export function ReadBlocks({ fileId, unit }: ReadBlocksProps) {
  const t = useTranslations('common.fileViewer');
  const errorText = useErrorText();
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['file-blocks', fileId, unit],
    queryFn: ({ signal, pageParam }) => {
      const query = new URLSearchParams({ from: String(pageParam), limit: String(PAGE_SIZE) });
      if (unit !== null) query.set('unit', String(unit));
      return apiFetch(`/api/files/${fileId}/blocks?${query.toString()}`, { signal, schema: blocksPageSchema });
    },
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next,
    refetchOnWindowFocus: false,
    retry: false,
  });
  if (error !== null) return <Notice tone="danger">{errorText(error)}</Notice>;
  if (data === undefined) return <Skeleton className="h-24 w-full" />;
  const pieces = data.pages.flatMap(({ blocks }) =>
    blocks.map(({ kind, text, hidden, ocrConfidence, isGarbled = false }) => ({
      kind,
      text: isGarbled ? '' : text,
      ...(hidden === undefined ? {} : { hidden }),
      isUncertain: ocrConfidence !== undefined && ocrConfidence < UNCERTAIN_BELOW,
    })),
  );
  return (
    <>
      {pieces.length === 0 ? (
        <p className="text-sm text-muted">{t('noText')}</p>
      ) : (
        <SectionText pieces={pieces} passage={null} isScrolled={false} />
      )}
      {hasNextPage ? (
        <Button
          size="sm"
          className="justify-self-start"
          disabled={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {t('more')}
        </Button>
      ) : null}
    </>
  );
}
