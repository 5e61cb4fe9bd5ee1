'use client';
import { useTranslations } from 'use-intl/react';
import { ShareBar } from '@/components/documents/share-bar';
import { useBytes } from '@/components/lib/use-bytes';
import type { QuotaDto } from '@/lib/files/contracts';

const NEARLY_FULL = 0.9;

/** What one's files take of what they may. */
export function QuotaBar({ used, limit, fileLimit }: QuotaDto) {
  const t = useTranslations('documents.files');
  const bytes = useBytes();
  const isNearlyFull = used > limit * NEARLY_FULL;
  return (
    <div className="grid gap-1">
      <ShareBar share={used / limit} isDanger={isNearlyFull} />
      <p className="text-xs text-faint">
        {t('quota', { used: bytes(used), limit: bytes(limit), fileLimit: bytes(fileLimit) })}
      </p>
    </div>
  );
}
