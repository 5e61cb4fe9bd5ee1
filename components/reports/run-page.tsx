'use client';
import { useQuery } from '@tanstack/react-query';
import { Download, Printer } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { ErrorState } from '@/components/lib/error-state';
import { useDates } from '@/components/lib/use-dates';
import { useErrorText } from '@/components/lib/use-error-text';
import { DeliveryList } from '@/components/reports/delivery-list';
import { ReportContentView } from '@/components/reports/report-content';
import { REPORT_RUNS, requestRun } from '@/components/reports/report-requests';
import { RunDecision } from '@/components/reports/run-decision';
import { isBeingMade, RunState } from '@/components/reports/run-state';
import { Button, buttonClassName } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import type { Figure } from '@/lib/analysis/result-contracts';
import { REPORT_FORMATS, type ReportRunDto } from '@/lib/reports/contracts';

const POLL_MS = 1_000;
const FigureDialog = dynamic(() => import('@/components/reports/figure-dialog').then((module) => module.FigureDialog), {
  ssr: false,
});

/** A run of a report: the report itself, and what may be done with it. */
export function RunPage({ first }: { readonly first: ReportRunDto }) {
  const t = useTranslations('reports');
  const { moment } = useDates();
  const errorText = useErrorText();
  const [open, setOpen] = useState<Figure | null>(null);
  const query = useQuery({
    queryKey: [REPORT_RUNS, first.id],
    queryFn: ({ signal }) => requestRun(first.id, signal),
    initialData: first,
    refetchInterval: ({ state }) => (state.data !== undefined && isBeingMade(state.data) ? POLL_MS : false),
  });
  const run = query.data;
  const { content } = run;
  return (
    <>
      <PageHeader
        title={`${run.title} · ${run.day}`}
        badges={<RunState run={run} />}
        actions={
          content === null ? undefined : (
            <span className="flex flex-wrap gap-2 print:hidden">
              {REPORT_FORMATS.map((format) => (
                <a
                  key={format}
                  href={`/api/report-runs/${run.id}/file?format=${format}`}
                  download
                  className={buttonClassName('secondary', 'sm')}
                >
                  <Download aria-hidden className="size-4" />
                  {format.toUpperCase()}
                </a>
              ))}
              <Button size="sm" icon={<Printer aria-hidden className="size-4" />} onClick={() => window.print()}>
                {t('print')}
              </Button>
            </span>
          )
        }
      >
        {content === null ? t('made') : t('computedAt', { when: moment(content.computedAt) })}
        {run.decidedBy === null ? null : ` · ${t('decided', { name: run.decidedBy })}`}
      </PageHeader>
      {query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : null}
      {run.error === null ? null : (
        <Notice tone="danger" role="status" className="mb-6">
          {errorText(run.error.code, run.error.values)}
        </Notice>
      )}
      {run.differsFrom === null ? null : (
        <Notice tone="queue" className="mb-6">
          {t('differs', { when: moment(run.differsFrom.createdAt), count: run.differsFrom.figures.length })}
        </Notice>
      )}
      <RunDecision run={run} />
      {content === null ? null : <ReportContentView content={content} runId={run.id} onFigure={setOpen} />}
      {run.mayDecide && run.state === 'released' ? <DeliveryList deliveries={run.deliveries} /> : null}
      {open === null ? null : <FigureDialog runId={run.id} figure={open} onClose={() => setOpen(null)} />}
    </>
  );
}
