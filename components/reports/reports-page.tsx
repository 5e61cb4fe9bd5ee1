'use client';
import { useQuery } from '@tanstack/react-query';
import { ChartNoAxesCombined, Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { ErrorState } from '@/components/lib/error-state';
import { useDates } from '@/components/lib/use-dates';
import { REPORTS, requestReports } from '@/components/reports/report-requests';
import { isBeingMade, RunState } from '@/components/reports/run-state';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table';
import type { ReportSummary } from '@/lib/reports/contracts';

const POLL_MS = 2_000;
const NewReportDialog = dynamic(
  () => import('@/components/reports/new-report-dialog').then((module) => module.NewReportDialog),
  { ssr: false },
);

/** The reports that a person owns, reviews or receives. */
export function ReportsPage({
  first,
  timeZone,
}: {
  readonly first: readonly ReportSummary[];
  readonly timeZone: string;
}) {
  const t = useTranslations('reports');
  const { moment } = useDates();
  const [isCreating, setIsCreating] = useState(false);
  const query = useQuery({
    queryKey: [REPORTS],
    queryFn: ({ signal }) => requestReports(signal),
    initialData: first,
    refetchInterval: ({ state }) =>
      state.data?.some(({ lastRun }) => lastRun !== null && isBeingMade(lastRun)) === true ? POLL_MS : false,
  });
  const create = (
    <Button variant="primary" icon={<Plus aria-hidden className="size-4" />} onClick={() => setIsCreating(true)}>
      {t('create')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('title')} count={t('count', { count: query.data.length })} actions={create} />
      {query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.data.length === 0 ? (
        <EmptyState icon={<ChartNoAxesCombined aria-hidden />} title={t('empty')}>
          {t('emptyHint')}
        </EmptyState>
      ) : (
        <Table label={t('title')}>
          <thead>
            <tr>
              <TableHead>{t('name')}</TableHead>
              <TableHead>{t('last')}</TableHead>
              <TableHead className="max-sm:hidden">{t('next')}</TableHead>
              <TableHead className="max-sm:hidden">{t('owner')}</TableHead>
            </tr>
          </thead>
          <tbody>
            {query.data.map((report) => (
              <TableRow key={report.id}>
                <TableCell>
                  <Link href={`/reports/${report.id}`} className="font-medium text-accent hover:underline">
                    {report.title}
                  </Link>
                  {report.isArchived ? <Badge className="ml-2">{t('ended')}</Badge> : null}
                </TableCell>
                <TableCell>
                  {report.lastRun === null ? (
                    <span className="text-faint">{t('never')}</span>
                  ) : (
                    <span className="flex flex-wrap items-center gap-2">
                      <Link href={`/reports/runs/${report.lastRun.id}`} className="text-accent hover:underline">
                        {report.lastRun.day}
                      </Link>
                      <RunState run={report.lastRun} />
                    </span>
                  )}
                </TableCell>
                <TableCell className="max-sm:hidden">
                  {report.nextAt === null ? <span className="text-faint">{t('byHand')}</span> : moment(report.nextAt)}
                </TableCell>
                <TableCell className="max-sm:hidden">
                  {report.ownerName ?? <Badge tone="danger">{t('noOwner')}</Badge>}
                </TableCell>
              </TableRow>
            ))}
          </tbody>
        </Table>
      )}
      {isCreating ? <NewReportDialog timeZone={timeZone} onClose={() => setIsCreating(false)} /> : null}
    </>
  );
}
