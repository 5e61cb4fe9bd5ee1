'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { GROUPS, requestGroup, requestSetMember } from '@/components/admin/shared/group-requests';
import { Pager } from '@/components/admin/shared/pager';
import { PersonPicker } from '@/components/admin/shared/person-picker';
import { useChange } from '@/components/lib/use-change';
import { Badge } from '@/components/ui/badge';
import { ErrorState } from '@/components/lib/error-state';
import { IconButton } from '@/components/ui/icon-button';
import { Skeleton } from '@/components/ui/skeleton';
import { focusHeading, isFocusLost } from '@/components/ui/use-focus-return';

interface MemberChange {
  readonly personId: string;
  readonly name: string;
  readonly isMember: boolean;
}

/** The members of a group; changes are saved at once. After a removal the focus moves to the next member. */
export function GroupMembers({ groupId }: { readonly groupId: string }) {
  const t = useTranslations('governance.groups');
  const roles = useTranslations('common.role');
  const [page, setPage] = useState(1);
  const group = useQuery({
    queryKey: [GROUPS, groupId, page],
    queryFn: ({ signal }) => requestGroup(groupId, page, signal),
    placeholderData: keepPreviousData,
  });
  const set = useChange({
    change: ({ personId, isMember }: MemberChange) => requestSetMember(groupId, personId, isMember),
    done: ({ name, isMember }) => t(isMember ? 'added' : 'removed', { name }),
    reload: [[GROUPS]],
  });
  const list = useRef<HTMLUListElement>(null);
  const removedFrom = useRef<number | null>(null);
  const members = group.data?.members;
  useEffect(() => {
    const place = removedFrom.current;
    removedFrom.current = null;
    if (place === null || !isFocusLost()) return;
    const next = [...(list.current?.querySelectorAll('button') ?? [])].slice(0, place + 1).at(-1);
    if (next === undefined) focusHeading();
    else next.focus();
  }, [members]);
  const remove = (personId: string, name: string, place: number) => {
    if (set.isPending) return;
    removedFrom.current = place;
    set.mutate({ personId, name, isMember: false });
  };
  if (group.isError && group.data === undefined)
    return <ErrorState error={group.error} onRetry={() => void group.refetch()} />;
  const pages = group.data === undefined ? 1 : Math.max(1, Math.ceil(group.data.memberCount / group.data.pageSize));
  // The last member of the last page was removed.
  if (page > pages) setPage(pages);
  return (
    <div className="grid gap-3">
      <PersonPicker
        label={t('addMember')}
        without={new Set(members?.map(({ id }) => id))}
        onPick={({ id, name }) => set.mutate({ personId: id, name, isMember: true })}
      />
      {members === undefined ? (
        <Skeleton className="h-16 w-full" />
      ) : members.length === 0 ? (
        <p className="text-sm text-faint">{t('noMembers')}</p>
      ) : (
        <ul ref={list} className="grid gap-px">
          {members.map(({ id, name, email, role, disabled }, place) => (
            <li key={id} className="flex items-center gap-2 rounded-sm py-0.5 pl-1 text-sm">
              <span className="min-w-0 flex-1">
                {name}
                <span className="ml-2 text-xs text-faint">
                  {roles(role)} · {email}
                </span>
              </span>
              {disabled ? <Badge tone="danger">{t('disabled')}</Badge> : null}
              <IconButton
                size="sm"
                label={t('remove', { name })}
                icon={<X className="size-4" />}
                aria-disabled={set.isPending}
                onClick={() => remove(id, name, place)}
              />
            </li>
          ))}
        </ul>
      )}
      <Pager page={page} pages={pages} onChange={setPage} />
    </div>
  );
}
