'use client';
import { useTranslations } from 'use-intl/react';
import { useDates } from '@/components/lib/use-dates';
import { useErrorText } from '@/components/lib/use-error-text';
import { Badge } from '@/components/ui/badge';
import type { ToolSource } from '@/lib/tools/catalogue-contracts';

/**
 * The state of a source: when it was last listed, its error (unless it is shown elsewhere on the page), and what needs
 * a review.
 */
export function SourceState({
  source,
  hidesError = false,
}: {
  readonly source: ToolSource;
  readonly hidesError?: boolean;
}) {
  const t = useTranslations('governance.sources');
  const dates = useDates();
  const errorText = useErrorText();
  return (
    <div className="flex flex-wrap items-center gap-2 text-sm text-faint">
      {source.quarantinedCount === 0 ? null : (
        <Badge tone="danger">{t('quarantined', { count: source.quarantinedCount })}</Badge>
      )}
      {source.lastError === null || hidesError ? null : (
        <span className="text-danger">{errorText(source.lastError.code, source.lastError.values)}</span>
      )}
      {source.listedAt === null ? null : (
        <span title={dates.moment(source.listedAt)}>{t('listed', { when: dates.relative(source.listedAt) })}</span>
      )}
    </div>
  );
}
