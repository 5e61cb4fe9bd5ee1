'use client';
import { WifiOff } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslations } from 'use-intl/react';
import { useOnline } from '@/components/ui/use-online';
import { showToast } from '@/components/ui/toast';

function linkOf(event: MouseEvent): HTMLAnchorElement | null {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  return link !== null && link.origin === window.location.origin && link.pathname !== window.location.pathname
    ? link
    : null;
}

/**
 * A line over the page while the browser has no network. Until it is back no link leads away: the router would fall
 * back to a whole page load, and the browser's error page would take the place of what is on the screen.
 */
export function OfflineBanner() {
  const t = useTranslations('common.offline');
  const online = useOnline();
  useEffect(() => {
    if (online) return;
    const stay = (event: MouseEvent) => {
      if (linkOf(event) === null) return;
      event.preventDefault();
      event.stopPropagation();
      showToast({ key: 'offline', text: t('stay') });
    };
    document.addEventListener('click', stay, { capture: true });
    return () => document.removeEventListener('click', stay, { capture: true });
  }, [online, t]);
  return (
    <div role="status" data-behind-drawer data-off-paper>
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
