'use client';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import { IconButton } from '@/components/ui/icon-button';

export interface PagerProps {
  /** From 1. */
  readonly page: number;
  readonly pages: number;
  readonly onChange: (page: number) => void;
}

/**
 * Moves between the pages of a table; renders nothing for a single page. A button without a target keeps the focus: it
 * may just have led to the last page.
 */
export function Pager({ page, pages, onChange }: PagerProps) {
  const t = useTranslations('admin.pager');
  if (pages <= 1) return null;
  return (
    <nav aria-label={t('pages')} className="mt-3 flex items-center justify-end gap-2 text-sm text-muted">
      <IconButton
        label={t('previous')}
        icon={<ChevronLeft className="size-4" />}
        className="aria-disabled:opacity-40"
        aria-disabled={page <= 1 || undefined}
        onClick={() => (page <= 1 ? undefined : onChange(page - 1))}
      />
      <span className="tabular" aria-live="polite">
        {t('pageOf', { page, pages })}
      </span>
      <IconButton
        label={t('next')}
        icon={<ChevronRight className="size-4" />}
        className="aria-disabled:opacity-40"
        aria-disabled={page >= pages || undefined}
        onClick={() => (page >= pages ? undefined : onChange(page + 1))}
      />
    </nav>
  );
}
