'use client';
import { Inbox } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'use-intl/react';
import { useApprovalCount } from '@/components/approvals/use-approval-count';
import { ApprovalsCount } from '@/components/approvals/approvals-badge';
import { buttonClassName } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';

/** How many calls wait for my decision; there only while some do. The top bar says it where the sidebar is away. */
export function ApprovalsLink() {
  const t = useTranslations('tools.inbox');
  const count = useApprovalCount(true) ?? 0;
  return (
    <span role="status">
      {count === 0 ? null : (
        <Link
          href="/approvals"
          prefetch={false}
          className={classNames(buttonClassName('ghost', 'sm'), 'w-full justify-start text-approval')}
        >
          <Inbox aria-hidden className="size-4" />
          <span className="mr-auto">{t('title')}</span>
          <ApprovalsCount count={count} />
        </Link>
      )}
    </span>
  );
}
