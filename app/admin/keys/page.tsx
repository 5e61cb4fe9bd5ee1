import type { Metadata } from 'next';
import { KeysPage } from '@/components/admin/keys/keys-page';
import { requirePagePrincipal } from '@/lib/auth/require-page-principal';
import { listAllKeys } from '@/lib/gateway/list-keys';
import { getTranslator } from '@/lib/i18n/get-translator';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('keys');
  return { title: t('title') };
}

export default async function AdminKeysPage() {
  const principal = await requirePagePrincipal({ next: '/admin/keys', adminOnly: true });
  return <KeysPage first={await listAllKeys(principal)} me={{ id: principal.personId, name: principal.name }} />;
}
