'use client';
import { SearchX } from 'lucide-react';
import Link from 'next/link';
import { useEffect, type KeyboardEvent, type RefObject } from 'react';
import { useTranslations } from 'use-intl/react';
import { announce } from '@/components/ui/announce';
import { useDates } from '@/components/lib/use-dates';
import { splitHighlights } from '@/components/shell/search/split-highlights';
import { hrefOfHit, useSearch } from '@/components/shell/search/use-search';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/lib/error-state';
import { Skeleton } from '@/components/ui/skeleton';
import type { SearchHit } from '@/lib/conversations/contracts';

export interface SearchResultsProps {
  readonly text: string;
  readonly input: RefObject<HTMLInputElement | null>;
  readonly onOpen: () => void;
}

/** Moves among the hits; up from the first goes back to the field. */
function moveAmongHits(event: KeyboardEvent<HTMLElement>, input: HTMLInputElement | null): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0 || !(event.target instanceof HTMLElement)) return;
  event.preventDefault();
  const hits = [...event.currentTarget.querySelectorAll<HTMLElement>('a')];
  const next = hits.indexOf(event.target) + step;
  if (next < 0) input?.focus();
  else hits[next]?.focus();
}

function HitLink({ hit, onOpen }: { readonly hit: SearchHit; readonly onOpen: () => void }) {
  const dates = useDates();
  const t = useTranslations('shell.search');
  return (
    <Link
      href={hrefOfHit(hit)}
      prefetch={false}
      onClick={onOpen}
      className="block rounded-sm px-2.5 py-2 -outline-offset-2 transition-colors hover:bg-hover focus-visible:bg-hover"
    >
      <span className="flex items-baseline gap-2">
        <span className="min-w-0 flex-1 truncate text-sm font-medium">{hit.title}</span>
        <time dateTime={hit.createdAt} className="shrink-0 text-xs text-faint">
          {dates.relative(hit.createdAt)}
        </time>
      </span>
      <span className="mt-0.5 line-clamp-2 text-xs text-muted">
        {splitHighlights(hit.snippet, hit.highlights).map((piece) =>
          piece.marked ? <mark key={piece.start}>{piece.text}</mark> : piece.text,
        )}
      </span>
      {hit.more === 0 ? null : (
        <span className="mt-0.5 block text-xs text-faint">{t('more', { count: hit.more })}</span>
      )}
    </Link>
  );
}

function SearchSkeleton() {
  return (
    <div aria-busy className="grid gap-4 px-4.5 py-3">
      {['w-3/5', 'w-2/5', 'w-1/2', 'w-2/3'].map((width) => (
        <div key={width} className="grid gap-2">
          <Skeleton className={`h-3.5 ${width}`} />
          <Skeleton className="h-3 w-full" />
        </div>
      ))}
    </div>
  );
}

/** What was found, in place of the list. */
export function SearchResults({ text, input, onOpen }: SearchResultsProps) {
  const t = useTranslations('shell.search');
  const search = useSearch(text);
  const count = search.data?.hits.length;
  useEffect(() => {
    if (count !== undefined && !search.isPlaceholderData) announce(t('found', { count }));
  }, [count, search.isPlaceholderData, t]);

  if (search.isError && search.data === undefined)
    return <ErrorState error={search.error} onRetry={() => void search.refetch()} />;
  if (search.data === undefined) return <SearchSkeleton />;
  const { hits } = search.data;
  if (hits.length === 0) {
    return (
      <EmptyState icon={<SearchX aria-hidden />} title={t('nothing')}>
        {t('nothingHint')}
      </EmptyState>
    );
  }
  return (
    <ul
      aria-label={t('results')}
      aria-busy={search.isPlaceholderData || undefined}
      onKeyDown={(event) => moveAmongHits(event, input.current)}
      data-search-results
      className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-2 pb-2"
    >
      {hits.map((hit) => (
        <li key={hit.conversationId}>
          <HitLink hit={hit} onOpen={onOpen} />
        </li>
      ))}
    </ul>
  );
}
