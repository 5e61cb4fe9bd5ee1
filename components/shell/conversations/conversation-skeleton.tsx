'use client';
import { useTranslations } from 'use-intl/react';
import { Skeleton } from '@/components/ui/skeleton';

/**
 * A conversation that is being fetched: a question, an answer, the place to write. Shows itself only when that takes a
 * while.
 */
export function ConversationSkeleton() {
  const t = useTranslations('common');
  return (
    <div
      aria-busy
      className="absolute inset-0 z-20 flex animate-appear flex-col justify-between bg-surface [animation-delay:300ms] [animation-fill-mode:backwards]"
    >
      <p className="sr-only">{t('loading')}</p>
      <div className="mx-auto grid w-full max-w-[44rem] gap-8 px-4 pt-12 md:px-6">
        <Skeleton className="ml-auto h-11 w-3/5 rounded-lg" />
        <div className="grid gap-3">
          <Skeleton className="h-4 w-11/12" />
          <Skeleton className="h-4 w-full" />
          <Skeleton className="h-4 w-4/5" />
          <Skeleton className="h-4 w-2/5" />
        </div>
        <Skeleton className="ml-auto h-11 w-2/5 rounded-lg" />
        <div className="grid gap-3">
          <Skeleton className="h-4 w-full" />
          <Skeleton className="h-4 w-3/4" />
        </div>
      </div>
      <div className="mx-auto mb-2 w-full max-w-[44rem] px-2 md:px-4">
        <Skeleton className="h-25 rounded-lg" />
      </div>
    </div>
  );
}
