import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ReportPage } from '@/components/reports/report-page';
import { BackHeader } from '@/components/ui/back-header';
import { requirePagePrincipal } from '@/lib/auth/require-page-principal';
import { getConfig } from '@/lib/config/config';
import { foundOrNotFound } from '@/lib/http/found-or-not-found';
import { getTranslator } from '@/lib/i18n/get-translator';
import { reportParamsSchema } from '@/lib/reports/contracts';
import { getReport } from '@/lib/reports/list-reports';
import { addDays } from '@/lib/text/add-days';
import { zonedTime } from '@/lib/text/zoned-time';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('reports');
  return { title: t('title') };
}

export default async function OneReportPage({ params }: PageProps<'/reports/[reportId]'>) {
  const read = reportParamsSchema.safeParse(await params);
  if (!read.success) notFound();
  const { reportId } = read.data;
  const principal = await requirePagePrincipal({ next: `/reports/${reportId}` });
  const report = await foundOrNotFound(getReport(principal, reportId));
  const t = await getTranslator('reports');
  const timeZone = report.definition?.timeZone ?? getConfig().TIME_ZONE;
  return (
    <>
      <BackHeader href="/reports" label={t('backToReports')} />
      <main className="mx-auto max-w-5xl px-4 pt-6 pb-16 sm:px-6">
        <ReportPage first={report} yesterday={addDays(zonedTime(new Date(), timeZone).date, -1)} />
      </main>
    </>
  );
}
