import type { Metadata } from 'next';
import { McpWizard } from '@/components/admin/tools/sources/mcp-wizard';
import { requirePagePrincipal } from '@/lib/auth/require-page-principal';
import { getTranslator } from '@/lib/i18n/get-translator';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('governance');
  return { title: t('mcp.title') };
}

export default async function AdminMcpWizardPage() {
  await requirePagePrincipal({ next: '/admin/tools/import/mcp', adminOnly: true });
  return <McpWizard />;
}
