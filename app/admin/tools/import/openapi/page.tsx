import type { Metadata } from 'next';
import { OpenApiWizard } from '@/components/admin/tools/sources/openapi-wizard';
import { requirePagePrincipal } from '@/lib/auth/require-page-principal';
import { getTranslator } from '@/lib/i18n/get-translator';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('governance');
  return { title: t('openapi.title') };
}

export default async function AdminOpenApiWizardPage() {
  await requirePagePrincipal({ next: '/admin/tools/import/openapi', adminOnly: true });
  return <OpenApiWizard />;
}
