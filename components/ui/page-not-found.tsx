import Link from 'next/link';
import { buttonClassName } from '@/components/ui/button';
import { PageState } from '@/components/ui/page-state';
import { getTranslator } from '@/lib/i18n/get-translator';

/** There is nothing here, or nothing of yours: the same words for both. */
export async function PageNotFound() {
  const t = await getTranslator('common');
  return (
    <PageState
      title={t('notFound.title')}
      actions={
        <Link href="/" className={buttonClassName('primary')}>
          {t('backToChat')}
        </Link>
      }
    >
      {t('notFound.body')}
    </PageState>
  );
}
