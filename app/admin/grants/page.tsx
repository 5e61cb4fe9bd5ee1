import type { Metadata } from 'next';
import { GrantsPage } from '@/components/admin/grants/grants-page';
import { requirePagePrincipal } from '@/lib/auth/require-page-principal';
import { getTranslator } from '@/lib/i18n/get-translator';
import { getGrantMatrix } from '@/lib/grants/get-grant-matrix';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('governance');
  return { title: t('grants.title') };
}

export default async function AdminGrantsPage() {
  const principal = await requirePagePrincipal({ next: '/admin/grants', adminOnly: true });
  return <GrantsPage first={await getGrantMatrix(principal, {})} />;
}
