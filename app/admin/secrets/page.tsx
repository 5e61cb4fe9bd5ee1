import type { Metadata } from 'next';
import { SecretsPage } from '@/components/admin/secrets/secrets-page';
import { requirePagePrincipal } from '@/lib/auth/require-page-principal';
import { getTranslator } from '@/lib/i18n/get-translator';
import { listSecrets } from '@/lib/secrets/list-secrets';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('governance');
  return { title: t('secrets.title') };
}

export default async function AdminSecretsPage() {
  const principal = await requirePagePrincipal({ next: '/admin/secrets', adminOnly: true });
  return <SecretsPage first={await listSecrets(principal)} />;
}
