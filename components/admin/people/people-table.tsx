'use client';
import { useTranslations } from 'use-intl/react';
import type { PeopleDialog } from '@/components/admin/people/people-dialogs';
import { PersonActions } from '@/components/admin/people/person-actions';
import { classNames } from '@/components/ui/class-names';
import { useDates } from '@/components/lib/use-dates';
import { Badge } from '@/components/ui/badge';
import { Skeleton } from '@/components/ui/skeleton';
import { ActionsHead, Table, TableCell, TableHead, TableRow } from '@/components/ui/table';
import type { PersonDto } from '@/lib/auth/contracts';

const SKELETON_ROWS = 6;

export interface PeopleTableProps {
  /** Null while they are loading. */
  readonly people: readonly PersonDto[] | null;
  readonly myId: string;
  /** The shown people belong to the previous filters. */
  readonly stale: boolean;
  readonly onDialog: (dialog: PeopleDialog) => void;
}

export function PeopleTable({ people, myId, stale, onDialog }: PeopleTableProps) {
  const t = useTranslations('admin.people');
  return (
    <Table label={t('title')} aria-busy={stale || people === null} className={classNames(stale && 'opacity-60')}>
      <thead>
        <tr>
          <TableHead>{t('columns.person')}</TableHead>
          <TableHead>{t('columns.role')}</TableHead>
          <TableHead className="hidden sm:table-cell">{t('columns.status')}</TableHead>
          <TableHead className="hidden md:table-cell">{t('columns.lastSeen')}</TableHead>
          <ActionsHead>{t('columns.actions')}</ActionsHead>
        </tr>
      </thead>
      <tbody>
        {people === null
          ? Array.from({ length: SKELETON_ROWS }, (_, row) => <SkeletonRow key={row} />)
          : people.map((person) => (
              <PersonRow key={person.id} person={person} isMe={person.id === myId} onDialog={onDialog} />
            ))}
      </tbody>
    </Table>
  );
}

interface PersonRowProps {
  readonly person: PersonDto;
  readonly isMe: boolean;
  readonly onDialog: (dialog: PeopleDialog) => void;
}

function PersonRow({ person, isMe, onDialog }: PersonRowProps) {
  const t = useTranslations('admin.people');
  const roles = useTranslations('common.role');
  const dates = useDates();
  return (
    <TableRow>
      <TableCell className="min-w-32">
        <p className={classNames('font-medium', person.disabled && 'text-muted')}>
          {person.name}
          {isMe ? <span className="ml-1.5 font-normal text-faint">{t('you')}</span> : null}
        </p>
        <p className="text-faint">{person.username === null ? person.email : `${person.email} · ${person.username}`}</p>
        <StatusBadges person={person} className="mt-1 sm:hidden" />
      </TableCell>
      <TableCell className="whitespace-nowrap">
        {person.role === 'admin' ? <Badge tone="accent">{roles(person.role)}</Badge> : roles(person.role)}
      </TableCell>
      <TableCell className="hidden whitespace-nowrap sm:table-cell">
        <StatusBadges person={person} />
      </TableCell>
      <TableCell
        className="hidden whitespace-nowrap text-muted md:table-cell"
        title={person.lastSeenAt === null ? undefined : dates.moment(person.lastSeenAt)}
      >
        {person.lastSeenAt === null ? t('never') : dates.relative(person.lastSeenAt)}
      </TableCell>
      <TableCell className="w-10 text-right">
        <PersonActions person={person} isMe={isMe} onDialog={onDialog} />
      </TableCell>
    </TableRow>
  );
}

/** Beside the name when there is no column for it. */
function StatusBadges({ person, className }: { readonly person: PersonDto; readonly className?: string }) {
  const t = useTranslations('admin.people');
  return (
    <span className={classNames('flex flex-wrap gap-1', className)}>
      {person.disabled ? <Badge tone="danger">{t('status.disabled')}</Badge> : <Badge>{t('status.enabled')}</Badge>}
      {person.mustChangePassword ? <Badge tone="queue">{t('temporaryBadge')}</Badge> : null}
    </span>
  );
}

function SkeletonRow() {
  return (
    <TableRow>
      <TableCell>
        <Skeleton className="mb-1 h-4 w-28" />
        <Skeleton className="h-3.5 w-40" />
      </TableCell>
      <TableCell>
        <Skeleton className="h-5 w-16" />
      </TableCell>
      <TableCell className="hidden sm:table-cell">
        <Skeleton className="h-5 w-16" />
      </TableCell>
      <TableCell className="hidden md:table-cell">
        <Skeleton className="h-4 w-20" />
      </TableCell>
      <TableCell />
    </TableRow>
  );
}
