'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { EngineDialog } from '@/components/admin/engine/engine-dialog';
import { EngineReportView } from '@/components/admin/engine/engine-report-view';
import { ENGINES, requestDeleteEngine, requestEngines } from '@/components/admin/engine/engine-requests';
import { EngineTable } from '@/components/admin/engine/engine-table';
import { ConfirmChange } from '@/components/lib/confirm-change';
import { PageHeader } from '@/components/ui/page-header';
import { useChange } from '@/components/lib/use-change';
import { ErrorState } from '@/components/lib/error-state';
import { Button } from '@/components/ui/button';
import type { GroupDto } from '@/lib/auth/groups-contracts';
import type { EngineReport } from '@/lib/engine/contracts';
import type { EngineDto } from '@/lib/engines/contracts';

const REFRESH_MS = 3_000;

export interface EnginePageProps {
  readonly first: readonly EngineDto[];
  /** The report of the engine of ENGINE_URL. */
  readonly report: EngineReport;
  readonly groups: readonly GroupDto[];
}

/** The engines with their state and load, and the abilities of the selected one. */
export function EnginePage({ first, report, groups }: EnginePageProps) {
  const t = useTranslations('admin.engine');
  const [shownId, setShownId] = useState('default');
  const [edited, setEdited] = useState<EngineDto | 'new' | null>(null);
  const [removed, setRemoved] = useState<EngineDto | null>(null);
  const engines = useQuery({
    queryKey: [ENGINES],
    queryFn: ({ signal }) => requestEngines(signal),
    initialData: first,
    refetchInterval: REFRESH_MS,
  });
  const shown = engines.data.find(({ id }) => id === shownId) ?? engines.data[0];
  return (
    <>
      <PageHeader
        title={t('title')}
        count={t('count', { count: engines.data.length })}
        actions={
          <Button variant="primary" icon={<Plus aria-hidden className="size-4" />} onClick={() => setEdited('new')}>
            {t('add')}
          </Button>
        }
      >
        {t('about')}
      </PageHeader>
      {engines.isError ? <ErrorState error={engines.error} onRetry={() => void engines.refetch()} /> : null}
      <EngineTable
        engines={engines.data}
        shownId={shown?.id ?? ''}
        onShow={setShownId}
        onEdit={setEdited}
        onRemove={setRemoved}
      />
      {shown === undefined ? null : (
        <EngineReportView
          key={shown.id}
          engine={shown}
          {...(shown.isFixed ? { first: report } : {})}
          heading={shown.label === '' ? t('unnamed') : shown.label}
        />
      )}
      {edited === null ? null : (
        <EngineDialog
          engine={edited === 'new' ? null : edited}
          groups={groups}
          onClose={() => setEdited(null)}
          onSaved={({ id }) => setShownId(id)}
        />
      )}
      {removed === null ? null : <RemoveDialog engine={removed} onClose={() => setRemoved(null)} />}
    </>
  );
}

function RemoveDialog({ engine, onClose }: { readonly engine: EngineDto; readonly onClose: () => void }) {
  const t = useTranslations('admin.engine');
  const queryClient = useQueryClient();
  const remove = useChange({
    change: async () => {
      await requestDeleteEngine(engine.id);
      queryClient.removeQueries({ queryKey: [ENGINES, engine.id] });
    },
    done: () => t('removed', { name: engine.label }),
    reload: [[ENGINES]],
  });
  return (
    <ConfirmChange
      title={t('removeTitle', { name: engine.label })}
      description={t('removeHint')}
      confirmLabel={t('remove')}
      change={remove}
      onClose={onClose}
    />
  );
}
