'use client';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { FileSearch, ShieldCheck } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { AuditFilterBar } from '@/components/admin/audit/audit-filter-bar';
import { AUDIT, filterQuery, requestEvents, requestState } from '@/components/admin/audit/audit-requests';
import { AuditTable } from '@/components/admin/audit/audit-table';
import { ExportMenu } from '@/components/admin/audit/export-menu';
import { SegmentList } from '@/components/admin/audit/segment-list';
import { useVerification } from '@/components/admin/audit/use-verification';
import { VerifyResult } from '@/components/admin/audit/verify-result';
import { PageHeader } from '@/components/ui/page-header';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/lib/error-state';
import { Notice } from '@/components/ui/notice';
import type { AuditEventDto, AuditFilter, AuditPage as AuditPageData, AuditState } from '@/lib/audit/contracts';

const EventDrawer = dynamic(
  () => import('@/components/admin/audit/event-drawer').then((module) => module.EventDrawer),
  {
    ssr: false,
  },
);

export interface AuditPageProps {
  readonly firstFilter: AuditFilter;
  readonly first: AuditPageData;
  readonly state: AuditState;
}

/** Where the list begins: at the newest event, or at a given place. */
interface View {
  readonly filter: AuditFilter;
  readonly before: number | null;
}

/** The audit log: who did what and when, and whether the log is intact. */
export function AuditPage({ firstFilter, first, state: firstState }: AuditPageProps) {
  const t = useTranslations('audit');
  const [firstView] = useState<View>({ filter: firstFilter, before: null });
  const [view, setView] = useState(firstView);
  const [open, setOpen] = useState<AuditEventDto | null>(null);
  const { verification, start, stop } = useVerification();
  const state = useQuery({
    queryKey: [AUDIT, 'state'],
    queryFn: ({ signal }) => requestState(signal),
    initialData: firstState,
    staleTime: 60_000,
  });
  const events = useInfiniteQuery({
    queryKey: [AUDIT, view],
    queryFn: ({ signal, pageParam }) => requestEvents(view.filter, pageParam, signal),
    initialPageParam: view.before,
    getNextPageParam: (page: AuditPageData) => page.next,
    placeholderData: keepPreviousData,
    ...(view === firstView ? { initialData: { pages: [first], pageParams: [null] } } : {}),
  });
  const look = (filter: AuditFilter, before: number | null = null): void => {
    setView({ filter, before });
    const query = filterQuery(filter).toString();
    window.history.replaceState(null, '', query === '' ? '/admin/audit' : `/admin/audit?${query}`);
  };
  const shown = events.data?.pages.flatMap((page) => page.events) ?? null;
  return (
    <>
      <PageHeader
        title={t('title')}
        actions={
          <>
            <ExportMenu filter={view.filter} />
            <Button
              icon={<ShieldCheck aria-hidden className="size-4" />}
              busy={verification.kind === 'running'}
              onClick={start}
            >
              {verification.kind === 'done' ? t('verify.again') : t('verify.button')}
            </Button>
          </>
        }
      >
        {t('lead')}
      </PageHeader>
      {state.data.isProtected ? null : (
        <Notice tone="queue" className="mb-3">
          {t('unprotected')}
        </Notice>
      )}
      <VerifyResult verification={verification} onStop={stop} onShow={(seq) => look({}, seq + 3)} />
      <AuditFilterBar filter={view.filter} state={state.data} onChange={(filter) => look(filter)} />
      {view.before === null ? null : (
        <p className="mb-2 flex items-center gap-2 text-sm text-muted">
          {t('list.jumped', { seq: view.before - 1 })}
          <Button size="sm" variant="ghost" onClick={() => look(view.filter)}>
            {t('list.newest')}
          </Button>
        </p>
      )}
      {events.isError && shown === null ? null : shown?.length === 0 ? (
        <EmptyState
          icon={<FileSearch aria-hidden />}
          title={t('list.none')}
          action={<Button onClick={() => look({})}>{t('filters.clear')}</Button>}
        >
          {t('list.noneHint')}
        </EmptyState>
      ) : (
        <AuditTable events={shown} stale={events.isPlaceholderData} onOpen={setOpen} />
      )}
      {events.isError ? (
        <ErrorState
          error={events.error}
          onRetry={() => void (events.isFetchNextPageError ? events.fetchNextPage() : events.refetch())}
        />
      ) : null}
      <div className="mt-3 flex items-center justify-center gap-3 text-sm text-faint">
        {events.hasNextPage ? (
          <Button busy={events.isFetchingNextPage} onClick={() => void events.fetchNextPage()}>
            {t('list.older')}
          </Button>
        ) : null}
        <p role="status">
          {shown === null || shown.length === 0
            ? ''
            : events.hasNextPage
              ? t('list.shown', { count: shown.length })
              : t('list.end')}
        </p>
      </div>
      <SegmentList segments={state.data.segments} />
      {open === null ? null : (
        <EventDrawer event={open} onClose={() => setOpen(null)} onFilter={(filter) => look(filter)} />
      )}
    </>
  );
}
