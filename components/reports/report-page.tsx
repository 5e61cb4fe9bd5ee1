'use client';
import { useQuery } from '@tanstack/react-query';
import { Play, Settings } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { ConfirmChange } from '@/components/lib/confirm-change';
import { ErrorState } from '@/components/lib/error-state';
import { useChange } from '@/components/lib/use-change';
import { useDates } from '@/components/lib/use-dates';
import { useErrorText } from '@/components/lib/use-error-text';
import { REPORTS, requestEndReport, requestMakeRun, requestReport } from '@/components/reports/report-requests';
import { isBeingMade, RunState } from '@/components/reports/run-state';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { PageHeader } from '@/components/ui/page-header';
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table';
import type { ReportDto } from '@/lib/reports/contracts';

const POLL_MS = 1_500;
const ReportSettingsDialog = dynamic(
  () => import('@/components/reports/report-settings-dialog').then((module) => module.ReportSettingsDialog),
  { ssr: false },
);

/** One report: its runs, and for who may edit it a way to make one and to change it. */
export function ReportPage({ first, yesterday }: { readonly first: ReportDto; readonly yesterday: string }) {
  const t = useTranslations('reports');
  const router = useRouter();
  const { moment } = useDates();
  const errorText = useErrorText();
  const [day, setDay] = useState(yesterday);
  const [isEditing, setIsEditing] = useState(false);
  const [isEnding, setIsEnding] = useState(false);
  const query = useQuery({
    queryKey: [REPORTS, first.id],
    queryFn: ({ signal }) => requestReport(first.id, signal),
    initialData: first,
    refetchInterval: ({ state }) => (state.data?.runs.some(isBeingMade) === true ? POLL_MS : false),
  });
  const report = query.data;
  const make = useChange({
    change: (wanted: string) => requestMakeRun(report.id, wanted),
    done: (_, run) => {
      router.push(`/reports/runs/${run.id}`);
      return null;
    },
    reload: [[REPORTS]],
  });
  const end = useChange({
    change: () => requestEndReport(report.id),
    done: () => t('endDone'),
    reload: [[REPORTS]],
  });
  const canMake = report.mayEdit && !report.isArchived;
  return (
    <>
      <PageHeader
        title={report.title}
        badges={
          <>
            <Badge>{t('version', { version: report.version })}</Badge>
            {report.isArchived ? <Badge>{t('ended')}</Badge> : null}
          </>
        }
        actions={
          canMake ? (
            <>
              <Button onClick={() => setIsEnding(true)}>{t('end')}</Button>
              <Button icon={<Settings aria-hidden className="size-4" />} onClick={() => setIsEditing(true)}>
                {t('settings')}
              </Button>
            </>
          ) : undefined
        }
      >
        {report.ownerName ?? t('noOwner')} · {t('next')}: {report.nextAt === null ? t('byHand') : moment(report.nextAt)}
      </PageHeader>
      {query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : null}
      {canMake ? (
        <form
          className="mb-6 flex flex-wrap items-end gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            if (day !== '') make.mutate(day);
          }}
        >
          <label className="grid gap-1.5 text-sm font-medium">
            {t('makeDay')}
            <Input type="date" value={day} max={yesterday} onChange={({ target }) => setDay(target.value)} />
          </label>
          <Button type="submit" variant="primary" busy={make.isPending} icon={<Play aria-hidden className="size-4" />}>
            {t('make')}
          </Button>
        </form>
      ) : null}
      <h2 className="mb-2 text-lg font-semibold">{t('runs')}</h2>
      {report.runs.length === 0 ? (
        <p className="text-sm text-faint">{t('noRuns')}</p>
      ) : (
        <Table label={t('runs')}>
          <thead>
            <tr>
              <TableHead>{t('day')}</TableHead>
              <TableHead>{t('state')}</TableHead>
              <TableHead className="max-sm:hidden">{t('made')}</TableHead>
            </tr>
          </thead>
          <tbody>
            {report.runs.map((run) => (
              <TableRow key={run.id}>
                <TableCell>
                  <Link href={`/reports/runs/${run.id}`} className="font-medium text-accent hover:underline">
                    {run.day}
                  </Link>
                </TableCell>
                <TableCell>
                  <RunState run={run} />
                  {run.error === null ? null : (
                    <p className="mt-1 max-w-prose text-sm text-muted">{errorText(run.error.code, run.error.values)}</p>
                  )}
                </TableCell>
                <TableCell className="max-sm:hidden">{moment(run.createdAt)}</TableCell>
              </TableRow>
            ))}
          </tbody>
        </Table>
      )}
      {isEnding ? (
        <ConfirmChange
          title={t('endTitle', { title: report.title })}
          description={t('endBody')}
          confirmLabel={t('end')}
          change={end}
          onClose={() => setIsEnding(false)}
        />
      ) : null}
      {isEditing ? <ReportSettingsDialog report={report} onClose={() => setIsEditing(false)} /> : null}
    </>
  );
}
