'use client';
import { useTranslations } from 'use-intl/react';
import { useDates } from '@/components/lib/use-dates';
import type { AuditState } from '@/lib/audit/contracts';

/** The sealed segments of the log, and which of them were archived. */
export function SegmentList({ segments }: { readonly segments: AuditState['segments'] }) {
  const t = useTranslations('audit.segments');
  const dates = useDates();
  if (segments.length === 0) return null;
  return (
    <details className="mt-6 text-sm">
      <summary className="cursor-pointer text-muted">{t('title')}</summary>
      <ul className="mt-2 grid gap-1">
        {segments.map((segment) => (
          <li key={segment.firstSeq} className="flex flex-wrap gap-x-3">
            <span className="tabular">{t('range', { first: segment.firstSeq, last: segment.lastSeq })}</span>
            <span className="text-faint">
              {dates.moment(segment.firstAt)} – {dates.moment(segment.lastAt)}
            </span>
            <span className="text-muted">
              {segment.archivedAt === null ? t('sealed') : t('archived', { date: dates.moment(segment.archivedAt) })}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
