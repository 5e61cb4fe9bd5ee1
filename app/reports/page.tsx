import type { Metadata } from 'next';
import { ReportsPage } from '@/components/reports/reports-page';
import { BackHeader } from '@/components/ui/back-header';
import { requirePagePrincipal } from '@/lib/auth/require-page-principal';
import { getConfig } from '@/lib/config/config';
import { getTranslator } from '@/lib/i18n/get-translator';
import { listReports } from '@/lib/reports/list-reports';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('reports');
  return { title: t('title') };
}

/** The reports that one owns, reviews or receives. */
export default async function OwnReportsPage() {
  const principal = await requirePagePrincipal({ next: '/reports' });
  const [first, common] = await Promise.all([listReports(principal), getTranslator('common')]);
  return (
    <>
      <BackHeader href="/" label={common('backToChat')} />
      <main className="mx-auto max-w-5xl px-4 pt-6 pb-16 sm:px-6">
        <ReportsPage first={first} timeZone={getConfig().TIME_ZONE} />
      </main>
    </>
  );
}
