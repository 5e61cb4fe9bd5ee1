import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { AuditPage } from '@/components/admin/audit/audit-page';
import { Messages } from '@/components/lib/messages';
import { auditFilterSchema } from '@/lib/audit/contracts';
import { getAuditState } from '@/lib/audit/get-audit-state';
import { listEvents } from '@/lib/audit/list-events';
import { readRequestClient } from '@/lib/auth/request-client';
import { requirePagePrincipal } from '@/lib/auth/require-page-principal';
import { getTranslator } from '@/lib/i18n/get-translator';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('audit');
  return { title: t('title') };
}

export default async function AdminAuditPage({
  searchParams,
}: {
  readonly searchParams: Promise<Record<string, unknown>>;
}) {
  const principal = await requirePagePrincipal({ next: '/admin/audit', adminOnly: true });
  const asked = auditFilterSchema.safeParse(await searchParams);
  const filter = asked.success ? asked.data : {};
  const [first, state] = await Promise.all([
    listEvents(principal, filter, readRequestClient(await headers())),
    getAuditState(principal),
  ]);
  return (
    <Messages namespaces={['audit']}>
      <AuditPage firstFilter={filter} first={first} state={state} />
    </Messages>
  );
}
