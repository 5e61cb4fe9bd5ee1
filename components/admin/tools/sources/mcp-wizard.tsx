'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'use-intl/react';
import { PageHeader } from '@/components/ui/page-header';
import { McpForm } from '@/components/admin/tools/sources/mcp-form';
import { requestCreateSource, requestSources, SOURCES } from '@/components/admin/tools/sources/source-requests';
import { WizardSteps } from '@/components/admin/tools/sources/wizard-steps';
import { ErrorState } from '@/components/lib/error-state';
import { Skeleton } from '@/components/ui/skeleton';

/** Adds an MCP server; its own page then lists what it offers. */
export function McpWizard() {
  const t = useTranslations('governance.mcp');
  const router = useRouter();
  const queryClient = useQueryClient();
  const sources = useQuery({ queryKey: [SOURCES], queryFn: ({ signal }) => requestSources(signal) });
  return (
    <>
      <PageHeader title={t('title')}>{t('about')}</PageHeader>
      <WizardSteps
        label={t('steps.label')}
        steps={(['connect', 'choose'] as const).map((id) => ({ id, label: t(`steps.${id}`) }))}
        current="connect"
      />
      {sources.isError ? <ErrorState error={sources.error} onRetry={() => void sources.refetch()} /> : null}
      {sources.isPending ? <Skeleton className="h-72 w-full" /> : null}
      {sources.data === undefined ? null : (
        <McpForm
          source={null}
          stdioServers={sources.data.stdioServers}
          submitLabel={t('connect')}
          onSubmit={requestCreateSource}
          onSaved={(source) => {
            void queryClient.invalidateQueries({ queryKey: [SOURCES] });
            router.push(`/admin/tools/sources/${source.id}`);
          }}
        />
      )}
    </>
  );
}
