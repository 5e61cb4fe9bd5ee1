'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Table2, X } from 'lucide-react';
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import { useLocale, useTranslations } from 'use-intl/react';
import { GrantMatrix, type Cell } from '@/components/admin/grants/grant-matrix';
import { GRANTS, requestMatrix } from '@/components/admin/grants/grant-requests';
import { LimitsDialog } from '@/components/admin/grants/limits-dialog';
import { cellKey, indexGrants } from '@/components/admin/grants/matrix-cells';
import { RoomNotice } from '@/components/admin/grants/room-notice';
import { useSetCell } from '@/components/admin/grants/use-set-cell';
import { PageHeader } from '@/components/ui/page-header';
import { PersonPicker } from '@/components/admin/shared/person-picker';
import { SearchInput } from '@/components/admin/shared/search-input';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/lib/error-state';
import { Skeleton } from '@/components/ui/skeleton';
import { isFocusLost } from '@/components/ui/use-focus-return';
import type { GrantMatrix as GrantMatrixData } from '@/lib/grants/contracts';
import { translateBuiltinTool } from '@/lib/tools/builtin-text-contracts';

/** The page of grants: who may call which tool. */
export function GrantsPage({ first }: { readonly first: GrantMatrixData }) {
  const t = useTranslations('governance.grants');
  const locale = useLocale();
  const [personId, setPersonId] = useState<string | null>(null);
  const [search, setSearch] = useState('');
  const [limited, setLimited] = useState<Cell | null>(null);
  const matrix = useQuery({
    queryKey: [GRANTS, personId],
    queryFn: ({ signal }) => requestMatrix(personId, signal),
    placeholderData: keepPreviousData,
    ...(personId === null ? { initialData: first } : {}),
  });
  const { busyCells, setCell } = useSetCell();
  const words = useDeferredValue(search).trim().toLowerCase();
  // Also by the stored texts.
  const tools = matrix.data?.tools.flatMap((stored) => {
    const tool = translateBuiltinTool(stored, locale);
    return `${tool.title}\n${stored.title}\n${tool.name}`.toLowerCase().includes(words) ? [tool] : [];
  });
  const person = matrix.data?.person ?? null;
  const choice = useRef<HTMLDivElement>(null);
  const chosenId = person?.id;
  const shownId = useRef(chosenId);
  useEffect(() => {
    if (shownId.current === chosenId) return;
    shownId.current = chosenId;
    // The chosen person and the person picker replace each other, and take over the focus.
    if (isFocusLost()) choice.current?.querySelector<HTMLElement>('input, button')?.focus();
  }, [chosenId]);
  return (
    <>
      <PageHeader title={t('title')}>{t('about')}</PageHeader>
      <div className="mb-3 grid gap-2 sm:grid-cols-2">
        <div role="search">
          <SearchInput label={t('search')} value={search} onChange={setSearch} />
        </div>
        <div ref={choice}>
          {person === null ? (
            <PersonPicker label={t('person')} onPick={({ id }) => setPersonId(id)} />
          ) : (
            <p className="flex items-center gap-2 text-sm">
              <span>{t('shownFor', { name: person.name })}</span>
              <Button
                size="sm"
                variant="ghost"
                icon={<X aria-hidden className="size-4" />}
                onClick={() => setPersonId(null)}
              >
                {t('clearPerson')}
              </Button>
            </p>
          )}
        </div>
      </div>
      {matrix.isError ? <ErrorState error={matrix.error} onRetry={() => void matrix.refetch()} /> : null}
      {matrix.isPending ? <Skeleton className="h-64 w-full" /> : null}
      {tools?.length === 0 ? (
        <EmptyState icon={<Table2 aria-hidden />} title={t(words === '' ? 'empty' : 'noMatch')}>
          {t(words === '' ? 'emptyHint' : 'noMatchHint')}
        </EmptyState>
      ) : null}
      {matrix.data === undefined || tools === undefined || tools.length === 0 ? null : (
        <>
          <RoomNotice matrix={matrix.data} />
          <GrantMatrix matrix={matrix.data} tools={tools} busyCells={busyCells} onSet={setCell} onLimits={setLimited} />
          <p className="mt-2 text-xs text-faint pointer-coarse:hidden">{t('keys')}</p>
        </>
      )}
      {limited?.grant === undefined ? null : (
        <LimitsDialog
          tool={limited.tool}
          grant={indexGrants(matrix.data?.grants ?? []).get(cellKey(limited.tool.id, limited.subject)) ?? limited.grant}
          onClose={() => setLimited(null)}
        />
      )}
    </>
  );
}
