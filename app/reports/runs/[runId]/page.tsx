import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { RunPage } from '@/components/reports/run-page';
import { BackHeader } from '@/components/ui/back-header';
import { requirePagePrincipal } from '@/lib/auth/require-page-principal';
import { foundOrNotFound } from '@/lib/http/found-or-not-found';
import { getTranslator } from '@/lib/i18n/get-translator';
import { reportRunParamsSchema } from '@/lib/reports/contracts';
import { getRun } from '@/lib/reports/get-run';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('reports');
  return { title: t('title') };
}

export default async function OneRunPage({ params }: PageProps<'/reports/runs/[runId]'>) {
  const read = reportRunParamsSchema.safeParse(await params);
  if (!read.success) notFound();
  const { runId } = read.data;
  const principal = await requirePagePrincipal({ next: `/reports/runs/${runId}` });
  const [run, t] = await Promise.all([foundOrNotFound(getRun(principal, runId)), getTranslator('reports')]);
  return (
    <>
      <BackHeader href={`/reports/${run.reportId}`} label={t('backToReports')} />
      <main className="mx-auto max-w-5xl px-4 pt-6 pb-16 sm:px-6">
        <RunPage first={run} />
      </main>
    </>
  );
}
