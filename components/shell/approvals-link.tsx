'use client';
import { useQuery } from '@tanstack/react-query';
import { Inbox } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'use-intl/react';
import { apiFetch } from '@/components/lib/api-client';
import { buttonClassName } from '@/components/ui/button';
import { classNames } from '@/components/lib/class-names';

const POLL_MS = 15_000;

/** How many calls wait for my decision; there only while some do. Asked while the page is visible, and at once when it becomes so. */
export function ApprovalsLink() {
  const t = useTranslations('shell');
  const { data } = useQuery({
    queryKey: ['approvals', 'count'],
    queryFn: ({ signal }) => apiFetch<{ readonly count: number }>('/api/approvals/count', { signal }),
    refetchInterval: POLL_MS,
    refetchOnWindowFocus: 'always',
    retry: false,
  });
  const count = data?.count ?? 0;
  return (
    <span role="status">
      {count === 0 ? null : (
        <Link href="/approvals" prefetch={false} className={classNames(buttonClassName('ghost', 'sm'), 'w-full justify-start text-approval')}>
          <Inbox aria-hidden className="size-4" />
          {t('approvals')}
          <span className="tabular ml-auto rounded-xs bg-approval-soft px-1.5 text-xs">
            {count}
            <span className="sr-only">{t('approvalsWaiting')}</span>
          </span>
        </Link>
      )}
    </span>
  );
}
