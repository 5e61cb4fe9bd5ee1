'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import { EngineFacts } from '@/components/admin/engine/engine-facts';
import { EngineSteps } from '@/components/admin/engine/engine-steps';
import { PageHeader } from '@/components/ui/page-header';
import { apiFetch } from '@/components/lib/api-client';
import { useErrorText } from '@/components/lib/use-error-text';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/lib/error-state';
import { Notice } from '@/components/ui/notice';
import { showToast } from '@/components/ui/toast';
import { engineReportSchema, type EngineReport } from '@/lib/engine/contracts';

const PATH = '/api/admin/engine';
const QUERY_KEY = ['engine'];
const REFRESH_MS = 3_000;

/** What the card's engine is, what it can do, and how it is. */
export function EnginePage({ first }: { readonly first: EngineReport }) {
  const t = useTranslations('admin.engine');
  const report = useQuery({
    queryKey: QUERY_KEY,
    queryFn: ({ signal }) => apiFetch(PATH, { signal, schema: engineReportSchema }),
    initialData: first,
    refetchInterval: REFRESH_MS,
  });
  const { state, isDemo, lastError, selfTest, refusedTools } = report.data;
  return (
    <>
      <PageHeader
        title={t('title')}
        badges={
          <>
            <span role="status">
              <Badge tone={state === 'online' ? 'accent' : state === 'offline' ? 'danger' : 'neutral'}>
                {t(`state.${state}`)}
              </Badge>
            </span>
            {isDemo ? <Badge>{t('demo')}</Badge> : null}
          </>
        }
        actions={<TestAgain />}
      />
      {report.isError ? <ErrorState error={report.error} onRetry={() => void report.refetch()} /> : null}
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
      <EngineFacts report={report.data} />
      <h2 className="mt-8 mb-3 text-lg font-semibold">{t('selfTest')}</h2>
      {selfTest === null ? <p className="text-sm text-muted">{t('notTested')}</p> : <EngineSteps selfTest={selfTest} />}
    </>
  );
}

function TestAgain() {
  const t = useTranslations('admin.engine');
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const test = useMutation({
    mutationFn: () => apiFetch(PATH, { method: 'POST', schema: engineReportSchema }),
    onSuccess: (report) => queryClient.setQueryData(QUERY_KEY, report),
    onError: (error) => showToast({ text: errorText(error), tone: 'danger' }),
  });
  return (
    <Button icon={<RefreshCw aria-hidden className="size-4" />} busy={test.isPending} onClick={() => test.mutate()}>
      {t('testAgain')}
    </Button>
  );
}
