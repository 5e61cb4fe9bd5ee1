import type { Metadata } from 'next';
import { ApprovalsPage } from '@/components/approvals/approvals-page';
import { Messages } from '@/components/lib/messages';
import { BackHeader } from '@/components/ui/back-header';
import { requirePagePrincipal } from '@/lib/auth/require-page-principal';
import { getTranslator } from '@/lib/i18n/get-translator';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('tools');
  return { title: t('inbox.title') };
}

/** For everybody: what somebody may decide depends on each tool, their roles and their groups. */
export default async function ApprovalsInboxPage() {
  const principal = await requirePagePrincipal({ next: '/approvals' });
  const common = await getTranslator('common');
  return (
    <Messages namespaces={['tools']}>
      <BackHeader href="/" label={common('backToChat')} />
      <main className="mx-auto max-w-2xl px-4 pt-6 pb-16 sm:px-6">
        <ApprovalsPage myId={principal.personId} />
      </main>
    </Messages>
  );
}
