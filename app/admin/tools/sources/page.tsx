import type { Metadata } from 'next';
import { SourcesPage } from '@/components/admin/tools/sources/sources-page';
import { requirePagePrincipal } from '@/lib/auth/require-page-principal';
import { getTranslator } from '@/lib/i18n/get-translator';
import { listToolSources } from '@/lib/tools/list-tool-sources';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('governance');
  return { title: t('sources.title') };
}

export default async function AdminSourcesPage() {
  const principal = await requirePagePrincipal({ next: '/admin/tools/sources', adminOnly: true });
  return <SourcesPage first={await listToolSources(principal)} />;
}
