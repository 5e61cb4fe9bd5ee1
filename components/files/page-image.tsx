'use client';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import { apiFetch } from '@/components/lib/api-client';
import { useErrorText } from '@/components/lib/use-error-text';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { pageImageSchema, type SectionPiece } from '@/lib/documents/contracts';

export type Box = NonNullable<SectionPiece['bbox']>;

export interface PageImageProps {
  readonly fileId: string;
  readonly name: string;
  readonly page: number;
  /** Marked on the page. */
  readonly boxes: readonly Box[];
}

/** A page as it is seen, drawn by the server. Its text stands below for whoever cannot see it. */
export function PageImage({ fileId, name, page, boxes }: PageImageProps) {
  const t = useTranslations('common.fileViewer');
  const errorText = useErrorText();
  const first = useRef<HTMLSpanElement>(null);
  const { data, error } = useQuery({
    queryKey: ['file-page', fileId, page],
    queryFn: ({ signal }) => apiFetch(`/api/files/${fileId}/pages/${page}`, { signal, schema: pageImageSchema }),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    retry: false,
  });
  useEffect(() => {
    if (data !== undefined) first.current?.scrollIntoView({ block: 'center' });
  }, [data]);
  if (error !== null) return <Notice role="status">{errorText(error)}</Notice>;
  if (data === undefined)
    return (
      <div role="status" aria-label={t('drawing')}>
        <Skeleton className="aspect-[1/1.414] w-full" />
      </div>
    );
  const { width, height, image } = data;
  return (
    <div className="relative border border-line">
      {/* The bytes are here already: nothing to load, to size or to optimise. */}
      {/* eslint-disable-next-line @next/next/no-img-element */}
      <img src={image} alt={t('drawn', { name, number: page })} className="block w-full" />
      {boxes.map(([left, top, right, bottom], index) => (
        <span
          key={index}
          ref={index === 0 ? first : undefined}
          aria-hidden
          data-passage
          className="absolute rounded-xs bg-accent/15 outline-2 outline-accent"
          style={{
            left: `${(100 * left) / width}%`,
            top: `${(100 * top) / height}%`,
            width: `${(100 * (right - left)) / width}%`,
            height: `${(100 * (bottom - top)) / height}%`,
          }}
        />
      ))}
    </div>
  );
}
