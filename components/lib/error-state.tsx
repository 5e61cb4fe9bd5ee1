'use client';
import { CircleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import { classNames } from '@/components/ui/class-names';
import { useErrorText } from '@/components/lib/use-error-text';
import { Button } from '@/components/ui/button';

export interface ErrorStateProps {
  /** What `apiFetch` threw. */
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
  readonly className?: string;
}

/** In place of content that could not be loaded: the reason and the next step. */
export function ErrorState({ error, onRetry, className }: ErrorStateProps) {
  const t = useTranslations('common');
  const errorText = useErrorText();
  return (
    <div role="alert" className={classNames('flex flex-col items-center gap-3 px-6 py-8 text-center', className)}>
      <CircleAlert aria-hidden className="size-5 text-danger" />
      <p className="text-sm text-muted">{errorText(error)}</p>
      {onRetry === undefined ? null : (
        <Button size="sm" onClick={onRetry}>
          {t('retry')}
        </Button>
      )}
    </div>
  );
}
