import { ArrowLeft } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { OwnKeysPage } from '@/components/keys/own-keys-page';
import { Messages } from '@/components/lib/messages';
import { buttonClassName } from '@/components/ui/button';
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
      <header className="border-b border-line px-3 py-2">
        <Link href="/settings" className={buttonClassName('ghost', 'sm')}>
          <ArrowLeft aria-hidden className="size-4" />
          {t('backToSettings')}
        </Link>
      </header>
      <main className="mx-auto max-w-4xl px-4 pt-6 pb-16 sm:px-6">
        <OwnKeysPage first={keys} />
      </main>
    </Messages>
  );
}
