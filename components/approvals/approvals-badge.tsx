'use client';
import { Inbox } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'use-intl/react';
import { useApprovalCount } from '@/components/approvals/use-approval-count';

/** How many calls wait for my decision, in the least room; there only while some do, and leads to them. */
export function ApprovalsBadge({ isPolled }: { readonly isPolled: boolean }) {
  const t = useTranslations('tools.inbox');
  const count = useApprovalCount(isPolled) ?? 0;
  return (
    <span role="status">
      {count === 0 ? null : (
        <Link
          href="/approvals"
          prefetch={false}
          data-tooltip={t('title')}
          className="touch-target inline-flex h-9 shrink-0 items-center justify-center gap-1 rounded-sm px-1.5 text-approval transition-colors hover:bg-hover"
        >
          <Inbox aria-hidden className="size-4" />
          <span className="sr-only">{t('title')}</span>
          <ApprovalsCount count={count} />
        </Link>
      )}
    </span>
  );
}

/** The number, with a label for screen readers. */
export function ApprovalsCount({ count }: { readonly count: number }) {
  const t = useTranslations('tools.inbox');
  return (
    <span className="tabular rounded-xs bg-approval-soft px-1.5 text-xs">
      <span aria-hidden>{count}</span>
      <span className="sr-only">{t('count', { count })}</span>
    </span>
  );
}
