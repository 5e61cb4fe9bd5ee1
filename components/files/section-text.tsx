'use client';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import { Badge } from '@/components/ui/badge';
import type { Passage, SectionPiece } from '@/lib/documents/contracts';

export interface SectionTextProps {
  readonly pieces: readonly SectionPiece[];
  /** In the text of the pieces, one a line. */
  readonly passage: Passage | null;
  /** The page is moved to the passage. */
  readonly isScrolled: boolean;
}

/** The read text of a place, with a passage highlighted. */
export function SectionText({ pieces, passage, isScrolled }: SectionTextProps) {
  const t = useTranslations('common.fileViewer');
  const found = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isScrolled) found.current?.scrollIntoView({ block: 'center' });
  }, [isScrolled]);
  let start = 0;
  return (
    <div className="grid gap-3 text-[0.9375rem] leading-[1.75]">
      {pieces.map((piece, index) => {
        const from = Math.max(0, (passage?.start ?? 0) - start);
        const to = Math.min(piece.text.length, (passage?.end ?? 0) - start);
        start += piece.text.length + 1;
        return (
          <p
            key={index}
            className={
              piece.kind === 'heading'
                ? 'font-semibold wrap-anywhere whitespace-pre-wrap'
                : 'wrap-anywhere whitespace-pre-wrap'
            }
          >
            {piece.hidden === undefined ? null : <Badge tone="danger">{t('hidden')}</Badge>}
            {piece.isUncertain === true ? <Badge>{t('uncertain')}</Badge> : null}
            {to > from ? (
              <>
                {piece.text.slice(0, from)}
                <mark
                  ref={found}
                  className="rounded-xs bg-accent-soft text-ink underline decoration-accent decoration-2 underline-offset-4"
                >
                  {piece.text.slice(from, to)}
                </mark>
                {piece.text.slice(to)}
              </>
            ) : (
              piece.text
            )}
          </p>
        );
      })}
    </div>
  );
}
