'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import { EngineFacts } from '@/components/admin/engine/engine-facts';
import { ENGINES, requestEngineReport, requestTestAgain } from '@/components/admin/engine/engine-requests';
import { EngineSteps } from '@/components/admin/engine/engine-steps';
import { ErrorState } from '@/components/lib/error-state';
import { useErrorText } from '@/components/lib/use-error-text';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { showToast } from '@/components/ui/toast';
import type { EngineReport } from '@/lib/engine/contracts';
import type { EngineDto } from '@/lib/engines/contracts';

const REFRESH_MS = 3_000;

export interface EngineReportViewProps {
  readonly engine: EngineDto;
  readonly heading: string;
  readonly first?: EngineReport;
}

/** The abilities of an engine, and its last error. */
export function EngineReportView({ engine, heading, first }: EngineReportViewProps) {
  const report = useQuery({
    queryKey: [ENGINES, engine.id],
    queryFn: ({ signal }) => requestEngineReport(engine.id, signal),
    refetchInterval: REFRESH_MS,
    ...(first === undefined ? {} : { initialData: first }),
  });
  return (
    <section aria-label={heading} className="mt-8">
      <div className="mb-3 flex flex-wrap items-center gap-3">
        <h2 className="text-lg font-semibold break-words">{heading}</h2>
        <div className="ml-auto">
          <TestAgain engineId={engine.id} />
        </div>
      </div>
      {report.isError ? <ErrorState error={report.error} onRetry={() => void report.refetch()} /> : null}
      {report.data === undefined ? <Skeleton className="h-40" /> : <Report report={report.data} />}
    </section>
  );
}

function Report({ report }: { readonly report: EngineReport }) {
  const t = useTranslations('admin.engine');
  const { lastError, refusedTools, selfTest } = report;
  return (
    <>
      {lastError === null ? null : (
        <Notice tone="danger" className="mb-4">
          {t('lastError', { detail: lastError })}
        </Notice>
      )}
      {refusedTools.length === 0 ? null : (
        <Notice tone="danger" className="mb-4">
          <p>{t('refusedTools')}</p>
          <ul className="list-disc ps-5">
            {refusedTools.map(({ name, detail }) => (
              <li key={name} className="break-words">
                <code>{name}</code>: {detail}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <EngineFacts report={report} />
      <h3 className="mt-6 mb-3 font-semibold">{t('selfTest')}</h3>
      {selfTest === null ? <p className="text-sm text-muted">{t('notTested')}</p> : <EngineSteps selfTest={selfTest} />}
    </>
  );
}

function TestAgain({ engineId }: { readonly engineId: string }) {
  const t = useTranslations('admin.engine');
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const test = useMutation({
    mutationFn: () => requestTestAgain(engineId),
    onSuccess: (report) => queryClient.setQueryData([ENGINES, engineId], report),
    onError: (error) => showToast({ text: errorText(error), tone: 'danger' }),
  });
  return (
    <Button icon={<RefreshCw aria-hidden className="size-4" />} busy={test.isPending} onClick={() => test.mutate()}>
      {t('testAgain')}
    </Button>
  );
}
