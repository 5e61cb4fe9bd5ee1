'use client';
import { memo } from 'react';
import { useTranslations } from 'use-intl/react';
import { OUTCOME_TONES, useEventWords, type EventWords } from '@/components/admin/audit/use-event-words';
import { classNames } from '@/components/ui/class-names';
import { useDates, type Dates } from '@/components/lib/use-dates';
import { Badge } from '@/components/ui/badge';
import { Skeleton } from '@/components/ui/skeleton';
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table';
import type { AuditEventDto } from '@/lib/audit/contracts';

const SKELETON_ROWS = 8;

export interface AuditTableProps {
  /** Null while they are loading. */
  readonly events: readonly AuditEventDto[] | null;
  /** The shown events belong to the previous filters. */
  readonly stale: boolean;
  readonly onOpen: (event: AuditEventDto) => void;
}

export function AuditTable({ events, stale, onOpen }: AuditTableProps) {
  const t = useTranslations('audit');
  const words = useEventWords();
  const dates = useDates();
  return (
    <Table label={t('title')} aria-busy={stale || events === null} className={classNames(stale && 'opacity-60')}>
      <thead>
        <tr>
          <TableHead>{t('columns.time')}</TableHead>
          <TableHead>{t('columns.event')}</TableHead>
          <TableHead className="hidden sm:table-cell">{t('columns.who')}</TableHead>
          <TableHead className="hidden md:table-cell">{t('columns.what')}</TableHead>
          <TableHead className="hidden sm:table-cell">{t('columns.outcome')}</TableHead>
        </tr>
      </thead>
      <tbody>
        {events === null
          ? Array.from({ length: SKELETON_ROWS }, (_, row) => <SkeletonRow key={row} />)
          : events.map((event) => (
              <EventRow key={event.seq} event={event} words={words} exact={dates.exact} onOpen={onOpen} />
            ))}
      </tbody>
    </Table>
  );
}

interface EventRowProps extends Pick<AuditTableProps, 'onOpen'> {
  readonly event: AuditEventDto;
  readonly words: EventWords;
  readonly exact: Dates['exact'];
}

/** A component of its own, so that the clock does not re-render the rows. */
function Ago({ at }: { readonly at: string }) {
  return useDates().relative(at);
}

/** Memoised: further pages, an opened drawer and a typed filter do not re-render existing rows. */
const EventRow = memo(function EventRow({ event, words, exact, onOpen }: EventRowProps) {
  const t = useTranslations('audit');
  const what = words.what(event);
  const outcome = <Badge tone={OUTCOME_TONES[event.outcome] ?? 'neutral'}>{words.outcome(event.outcome)}</Badge>;
  return (
    <TableRow className="relative cursor-pointer">
      <TableCell className="tabular whitespace-nowrap text-muted" title={event.at}>
        <span className="max-sm:hidden">{exact(event.at)}</span>
        <span className="sm:hidden">
          <Ago at={event.at} />
        </span>
      </TableCell>
      <TableCell className="min-w-28 md:min-w-40">
        {/*
         * The button covers the row, so that a click anywhere opens the event.
         */}
        <button
          type="button"
          className="text-left font-medium before:absolute before:inset-0"
          aria-label={`${words.action(event.action)}, ${t('list.open', { seq: event.seq })}`}
          onClick={() => onOpen(event)}
        >
          {words.action(event.action)}
        </button>
        {event.outcome === 'ok' ? null : <span className="ml-1.5 sm:hidden">{outcome}</span>}
        <span className="block max-w-52 truncate text-xs text-muted max-sm:line-clamp-2 max-sm:max-w-none max-sm:whitespace-normal md:hidden">
          <span className="sm:hidden">{words.who(event)} · </span>
          {what}
        </span>
      </TableCell>
      <TableCell className="hidden max-w-40 truncate sm:table-cell md:min-w-28">{words.who(event)}</TableCell>
      <TableCell className="hidden w-full max-w-0 truncate text-muted md:table-cell">{what}</TableCell>
      <TableCell className="hidden whitespace-nowrap sm:table-cell">{outcome}</TableCell>
    </TableRow>
  );
});

function SkeletonRow() {
  return (
    <TableRow>
      <TableCell>
        <Skeleton className="h-4 w-32" />
      </TableCell>
      <TableCell>
        <Skeleton className="h-4 w-20" />
      </TableCell>
      <TableCell className="hidden sm:table-cell">
        <Skeleton className="h-4 w-16" />
      </TableCell>
      <TableCell className="hidden md:table-cell">
        <Skeleton className="h-4 w-56" />
      </TableCell>
      <TableCell className="hidden sm:table-cell">
        <Skeleton className="h-5 w-10" />
      </TableCell>
    </TableRow>
  );
}
