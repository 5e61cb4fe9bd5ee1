import type { Metadata } from 'next';
import { OwnKeysPage } from '@/components/keys/own-keys-page';
import { Messages } from '@/components/lib/messages';
import { BackHeader } from '@/components/ui/back-header';
import { requirePagePrincipal } from '@/lib/auth/require-page-principal';
import { listOwnKeys } from '@/lib/gateway/list-keys';
import { getTranslator } from '@/lib/i18n/get-translator';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('keys');
  return { title: t('title') };
}

/** For everybody: keys with which their scripts and programs use the engine. */
export default async function KeysPage() {
  const principal = await requirePagePrincipal({ next: '/keys' });
  const [keys, t] = await Promise.all([listOwnKeys(principal), getTranslator('keys')]);
  return (
    <Messages namespaces={['keys']}>
      <BackHeader href="/settings" label={t('backToSettings')} />
      <main className="mx-auto max-w-4xl px-4 pt-6 pb-16 sm:px-6">
        <OwnKeysPage first={keys} />
      </main>
    </Messages>
  );
}
