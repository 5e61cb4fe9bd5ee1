'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { UserPlus, Users } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { PageHeader } from '@/components/ui/page-header';
import { PeopleDialogs, type PeopleDialog } from '@/components/admin/people/people-dialogs';
import { PeopleFilterBar } from '@/components/admin/people/people-filter-bar';
import { FIRST_FILTERS, PEOPLE, requestPeople, type PeopleFilters } from '@/components/admin/shared/people-requests';
import { PeopleTable } from '@/components/admin/people/people-table';
import { Pager } from '@/components/admin/shared/pager';
import { useDebounced } from '@/components/lib/use-debounced';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/lib/error-state';
import type { PeoplePage as PeoplePageData } from '@/lib/auth/contracts';

/** Milliseconds after the last key: a word that is typed quickly is one request. */
const SEARCH_AFTER_MS = 200;

export interface PeoplePageProps {
  readonly myId: string;
  /** The first page without filters, rendered by the server. */
  readonly first: PeoplePageData;
}

/** The page of people and their roles. */
export function PeoplePage({ myId, first }: PeoplePageProps) {
  const t = useTranslations('admin.people');
  const [filters, setFilters] = useState<PeopleFilters>(FIRST_FILTERS);
  const [dialog, setDialog] = useState<PeopleDialog | null>(null);
  const search = useDebounced(filters.search.trim(), SEARCH_AFTER_MS);
  const asked = { ...filters, search };
  const people = useQuery({
    queryKey: [PEOPLE, asked],
    queryFn: ({ signal }) => requestPeople(asked, signal),
    placeholderData: keepPreviousData,
    ...(filters === FIRST_FILTERS && search === '' ? { initialData: first } : {}),
  });
  return (
    <>
      <PageHeader
        title={t('title')}
        count={people.data === undefined ? '' : t('count', { count: people.data.total })}
        actions={
          <Button
            variant="primary"
            icon={<UserPlus aria-hidden className="size-4" />}
            onClick={() => setDialog({ kind: 'create' })}
          >
            {t('add')}
          </Button>
        }
      />
      <PeopleFilterBar filters={filters} onChange={setFilters} />
      {people.isError ? <ErrorState error={people.error} onRetry={() => void people.refetch()} /> : null}
      {people.isError && people.data === undefined ? null : people.data?.people.length === 0 ? (
        <NoPeople onClear={() => setFilters(FIRST_FILTERS)} />
      ) : (
        <PeopleTable
          people={people.data?.people ?? null}
          myId={myId}
          stale={people.isPlaceholderData}
          onDialog={setDialog}
        />
      )}
      {people.data === undefined ? null : (
        <Pager
          page={filters.page}
          pages={Math.ceil(people.data.total / people.data.pageSize)}
          onChange={(page) => setFilters({ ...filters, page })}
        />
      )}
      <PeopleDialogs dialog={dialog} onChange={setDialog} />
    </>
  );
}

/** There is always an administrator, so an empty list is the result of a filter. */
function NoPeople({ onClear }: { readonly onClear: () => void }) {
  const t = useTranslations('admin.people');
  return (
    <EmptyState
      icon={<Users aria-hidden />}
      title={t('noMatch')}
      action={<Button onClick={onClear}>{t('clear')}</Button>}
    >
      {t('noMatchHint')}
    </EmptyState>
  );
}
