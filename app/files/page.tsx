import type { Metadata } from 'next';
import { FilesPage } from '@/components/documents/files-page';
import { Messages } from '@/components/lib/messages';
import { BackHeader } from '@/components/ui/back-header';
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
      <BackHeader href="/" label={common('backToChat')} />
      <main className="mx-auto max-w-4xl px-4 pt-6 pb-16 sm:px-6">
        <FilesPage first={first} />
      </main>
    </Messages>
  );
}
