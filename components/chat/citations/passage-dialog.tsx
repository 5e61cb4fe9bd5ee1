'use client';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import { Badge } from '@/components/ui/badge';
import { Dialog } from '@/components/ui/dialog';
import type { DocumentSection, Passage } from '@/lib/documents/contracts';

export interface PassageDialogProps {
  readonly title: string;
  readonly section: DocumentSection;
  /** In the text of the section: its pieces, one a line. */
  readonly passage: Passage | null;
  readonly onClose: () => void;
}

/** The read text of a cited place beside the answer, with the passage highlighted. */
export function PassageDialog({ title, section, passage, onClose }: PassageDialogProps) {
  const t = useTranslations('chat.citations');
  const found = useRef<HTMLElement>(null);
  useEffect(() => found.current?.scrollIntoView({ block: 'center' }), []);
  let start = 0;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={title}
      className="md:top-0 md:right-0 md:left-auto md:h-dvh md:max-h-dvh md:w-[28rem] md:translate-x-0 md:translate-y-0 md:rounded-none"
    >
      <div className="grid gap-3 text-[0.9375rem] leading-[1.75]">
        {section.pieces.map((piece, index) => {
          const from = Math.max(0, (passage?.start ?? 0) - start);
          const to = Math.min(piece.text.length, (passage?.end ?? 0) - start);
          start += piece.text.length + 1;
          return (
            <p
              key={index}
              className={piece.kind === 'heading' ? 'font-semibold whitespace-pre-wrap' : 'whitespace-pre-wrap'}
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
    </Dialog>
  );
}
