'use client';
import { Download } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import { exportAddress } from '@/components/admin/audit/audit-requests';
import { Button, buttonClassName } from '@/components/ui/button';
import { Popover } from '@/components/ui/popover';
import type { AuditFilter } from '@/lib/audit/contracts';

const FORMATS = ['csv', 'jsonl'] as const;

/** Downloads of the filtered events. Links, so that the browser writes to disk while the server still reads. */
export function ExportMenu({ filter }: { readonly filter: AuditFilter }) {
  const t = useTranslations('audit.export');
  return (
    <Popover
      label={t('label')}
      align="end"
      className="max-w-72"
      trigger={<Button icon={<Download aria-hidden className="size-4" />}>{t('label')}</Button>}
    >
      <p className="mb-2 text-sm text-muted">{t('hint')}</p>
      <div className="flex flex-wrap gap-2">
        {FORMATS.map((format) => (
          <a key={format} href={exportAddress(filter, format)} download className={buttonClassName('secondary', 'sm')}>
            {t(format)}
          </a>
        ))}
      </div>
    </Popover>
  );
}
