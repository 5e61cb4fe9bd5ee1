'use client';
import { WifiOff } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import { useOnline } from '@/components/lib/use-online';

/** A line over the page while the browser has no network. */
export function OfflineBanner() {
  const t = useTranslations('common.offline');
  const online = useOnline();
  return (
    <div role="status" data-behind-drawer>
      {online ? null : (
        <p className="flex items-center justify-center gap-2 bg-queue-soft px-4 py-1.5 text-center text-sm text-queue">
          <WifiOff aria-hidden className="size-4" />
          {t('title')}
          <span className="max-sm:hidden">{t('body')}</span>
        </p>
      )}
    </div>
  );
}
