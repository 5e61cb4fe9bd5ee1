import type { ReactNode } from 'react';
import { AdminNav } from '@/components/shell/admin/admin-nav';
import { ApprovalsBadge } from '@/components/approvals/approvals-badge';
import { Messages } from '@/components/lib/messages';
import { BackLink } from '@/components/ui/back-header';
import { getTranslator } from '@/lib/i18n/get-translator';

/**
 * What all admin pages stand in. Each page checks who looks at it itself: a layout is not rendered again on the way
 * between them.
 */
export default async function AdminLayout({ children }: { readonly children: ReactNode }) {
  const common = await getTranslator('common');
  return (
    <Messages namespaces={['admin', 'auth', 'governance', 'keys', 'tools']}>
      <header className="flex items-center gap-1 border-b border-line px-3 py-2">
        <BackLink href="/" label={common('backToChat')} />
        <AdminNav />
        <ApprovalsBadge isPolled />
      </header>
      <main className="mx-auto max-w-5xl px-4 pt-6 pb-16 sm:px-6">{children}</main>
    </Messages>
  );
}
