'use client';
import { useTranslations } from 'use-intl/react';
import { Button, buttonClassName } from '@/components/ui/button';
import { PageState } from '@/components/ui/page-state';

export interface PageErrorProps {
  /** What an admin finds the failure by in the log; nothing else of it is shown. */
  readonly digest: string | undefined;
  readonly onRetry: () => void;
}

/** A page that failed: what to do, and the reference for the log. */
export function PageError({ digest, onRetry }: PageErrorProps) {
  const t = useTranslations('common');
  return (
    <PageState
      title={t('error.title')}
      actions={
        <>
          <Button variant="primary" onClick={onRetry}>
            {t('retry')}
          </Button>
          {/* A whole new page: what failed may be the router or an old build. */}
          {/* eslint-disable-next-line @next/next/no-html-link-for-pages -- after an error the page is loaded anew */}
          <a href="/" className={buttonClassName()}>
            {t('backToChat')}
          </a>
        </>
      }
    >
      <p>{t('error.body')}</p>
      {digest === undefined ? null : (
        <p className="mt-2 font-mono text-sm text-faint">{t('error.reference', { id: digest })}</p>
      )}
    </PageState>
  );
}
