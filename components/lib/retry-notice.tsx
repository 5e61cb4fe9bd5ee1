'use client';
import { useTranslations } from 'use-intl/react';
import { useErrorText } from '@/components/lib/use-error-text';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';

export interface RetryNoticeProps {
  /** What `apiFetch` threw, or a code. */
  readonly error: unknown;
  readonly busy?: boolean;
  readonly onRetry: () => void;
}

/**
 * In place of a small part that could not be loaded: the reason and the next step. `ErrorState` is for a place of its
 * own.
 */
export function RetryNotice({ error, busy = false, onRetry }: RetryNoticeProps) {
  const t = useTranslations('common');
  const errorText = useErrorText();
  return (
    <Notice
      tone="danger"
      role="alert"
      action={
        <Button size="sm" busy={busy} onClick={onRetry}>
          {t('retry')}
        </Button>
      }
    >
      {errorText(error)}
    </Notice>
  );
}
