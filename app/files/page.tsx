import { ArrowLeft } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { FilesPage } from '@/components/documents/files-page';
import { Messages } from '@/components/lib/messages';
import { buttonClassName } from '@/components/ui/button';
import { requirePagePrincipal } from '@/lib/auth/require-page-principal';
import { listFiles } from '@/lib/files/list-files';
import { getTranslator } from '@/lib/i18n/get-translator';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('documents');
  return { title: t('files.title') };
}

/** For everybody: one's own files, and nobody else’s. */
export default async function OwnFilesPage() {
  const principal = await requirePagePrincipal({ next: '/files' });
  const [first, common] = await Promise.all([
    listFiles(principal, { sort: 'created', order: 'desc', page: 1 }),
    getTranslator('common'),
  ]);
  return (
    <Messages namespaces={['documents']}>
      <header className="border-b border-line px-3 py-2">
        <Link href="/" className={buttonClassName('ghost', 'sm')}>
          <ArrowLeft aria-hidden className="size-4" />
          {common('backToChat')}
        </Link>
      </header>
      <main className="mx-auto max-w-4xl px-4 pt-6 pb-16 sm:px-6">
        <FilesPage first={first} />
      </main>
    </Messages>
  );
}
