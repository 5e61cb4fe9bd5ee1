import type { Metadata } from 'next';
import { ToolsPage } from '@/components/admin/tools/tools-page';
import { requirePagePrincipal } from '@/lib/auth/require-page-principal';
import { getTranslator } from '@/lib/i18n/get-translator';
import { listAdminTools } from '@/lib/tools/list-admin-tools';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('governance');
  return { title: t('tools.title') };
}

export default async function AdminToolsPage() {
  const principal = await requirePagePrincipal({ next: '/admin/tools', adminOnly: true });
  return <ToolsPage first={await listAdminTools(principal)} />;
}
