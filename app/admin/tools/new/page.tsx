import type { Metadata } from 'next';
import { NewToolPage } from '@/components/admin/tools/tool-page';
import { requirePagePrincipal } from '@/lib/auth/require-page-principal';
import { getTranslator } from '@/lib/i18n/get-translator';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('governance');
  return { title: t('tools.create') };
}

export default async function AdminNewToolPage() {
  await requirePagePrincipal({ next: '/admin/tools/new', adminOnly: true });
  return <NewToolPage />;
}
