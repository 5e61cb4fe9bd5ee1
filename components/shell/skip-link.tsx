'use client';
import { useTranslations } from 'use-intl/react';

/** The first stop of the Tab key: past the sidebar, to `#content`. */
export function SkipLink() {
  const t = useTranslations('common');
  return (
    <a
      href="#content"
      data-off-paper
      className="sr-only z-60 rounded-sm bg-accent px-3 py-2 text-sm text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
    >
      {t('skipToContent')}
    </a>
  );
}
