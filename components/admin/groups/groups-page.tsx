'use client';
import { useQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronRight, PencilLine, Trash2, Users } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { ConfirmChange } from '@/components/lib/confirm-change';
import { GroupMembers } from '@/components/admin/groups/group-members';
import { GroupNameDialog } from '@/components/admin/groups/group-name-dialog';
import { GROUPS, requestDeleteGroup, requestGroups } from '@/components/admin/shared/group-requests';
import { SearchInput } from '@/components/admin/shared/search-input';
import { useChange } from '@/components/lib/use-change';
import { ListPage } from '@/components/lib/list-page';
import { IconButton } from '@/components/ui/icon-button';
import type { GroupDto } from '@/lib/auth/groups-contracts';

/** A search field is shown from this many groups on. */
const SEARCH_FROM = 10;

type GroupsDialog = { readonly kind: 'create' } | { readonly kind: 'rename' | 'delete'; readonly group: GroupDto };

/** Groups of people, for grants and approvals. */
export function GroupsPage({ first }: { readonly first: readonly GroupDto[] }) {
  const t = useTranslations('governance.groups');
  const [dialog, setDialog] = useState<GroupsDialog | null>(null);
  const [openId, setOpenId] = useState<string | null>(null);
  const [search, setSearch] = useState('');
  const groups = useQuery({ queryKey: [GROUPS], queryFn: ({ signal }) => requestGroups(signal), initialData: first });
  const words = search.trim().toLowerCase();
  const shown = groups.data.filter(({ name }) => name.toLowerCase().includes(words));
  const close = () => setDialog(null);
  return (
    <ListPage
      title={t('title')}
      about={t('about')}
      count={t('count', { count: groups.data.length })}
      createLabel={t('create')}
      onCreate={() => setDialog({ kind: 'create' })}
      query={groups}
      empty={groups.data.length > 0 ? null : { icon: <Users aria-hidden />, title: t('empty'), hint: t('emptyHint') }}
      dialog={
        dialog?.kind === 'delete' ? (
          <DeleteDialog group={dialog.group} onClose={close} />
        ) : dialog?.kind === 'rename' ? (
          <GroupNameDialog group={dialog.group} onClose={close} />
        ) : dialog === null ? null : (
          <GroupNameDialog onClose={close} onSaved={({ id }) => setOpenId(id)} />
        )
      }
    >
      {groups.data.length < SEARCH_FROM ? null : (
        <div role="search" className="mb-3 max-w-sm">
          <SearchInput label={t('search')} value={search} onChange={setSearch} />
        </div>
      )}
      <ul className="grid gap-2">
        {shown.map((group) => (
          <GroupItem
            key={group.id}
            group={group}
            isOpen={group.id === openId}
            onToggle={() => setOpenId(group.id === openId ? null : group.id)}
            onDialog={setDialog}
          />
        ))}
      </ul>
    </ListPage>
  );
}

interface GroupItemProps {
  readonly group: GroupDto;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly onDialog: (dialog: GroupsDialog) => void;
}

function GroupItem({ group, isOpen, onToggle, onDialog }: GroupItemProps) {
  const t = useTranslations('governance.groups');
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <li className="rounded-md border border-line">
      <div className="flex items-center gap-1 py-1 pr-2 pl-1">
        <h2 className="min-w-0 flex-1">
          <button
            type="button"
            aria-expanded={isOpen}
            onClick={onToggle}
            className="touch-target flex w-full items-center gap-2 rounded-sm px-2 py-1.5 text-left hover:bg-hover"
          >
            <Chevron aria-hidden className="size-4 text-faint" />
            <span className="min-w-0 font-medium">{group.name}</span>
            <span className="shrink-0 text-sm text-faint">{t('members', { count: group.memberCount })}</span>
          </button>
        </h2>
        <IconButton
          size="sm"
          label={t('renameOf', { name: group.name })}
          icon={<PencilLine className="size-4" />}
          onClick={() => onDialog({ kind: 'rename', group })}
        />
        <IconButton
          size="sm"
          label={t('deleteOf', { name: group.name })}
          icon={<Trash2 className="size-4" />}
          onClick={() => onDialog({ kind: 'delete', group })}
        />
      </div>
      {isOpen ? (
        <div className="border-t p-3">
          <GroupMembers groupId={group.id} />
        </div>
      ) : null}
    </li>
  );
}

function DeleteDialog({ group, onClose }: { readonly group: GroupDto; readonly onClose: () => void }) {
  const t = useTranslations('governance.groups');
  const remove = useChange({
    change: () => requestDeleteGroup(group.id),
    done: () => t('deleted', { name: group.name }),
    reload: [[GROUPS]],
  });
  return (
    <ConfirmChange
      title={t('deleteTitle', { name: group.name })}
      description={t('deleteHint')}
      confirmLabel={t('delete')}
      change={remove}
      onClose={onClose}
    />
  );
}
