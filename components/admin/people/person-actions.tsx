'use client';
import { Ban, CircleCheck, Ellipsis, KeyRound, LogOut, Pencil, UserCog } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import type { PeopleDialog } from '@/components/admin/people/people-dialogs';
import { requestSignOutPerson, requestUpdatePerson } from '@/components/admin/shared/people-requests';
import { usePersonUpdate } from '@/components/admin/people/use-person-update';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import type { PersonDto } from '@/lib/auth/contracts';

export interface PersonActionsProps {
  readonly person: PersonDto;
  readonly isMe: boolean;
  readonly onDialog: (dialog: PeopleDialog) => void;
}

/** The actions for a person. One's own password and sessions are in the settings. */
export function PersonActions({ person, isMe, onDialog }: PersonActionsProps) {
  const t = useTranslations('admin');
  const enable = usePersonUpdate(
    () => requestUpdatePerson(person.id, { disabled: false }),
    () => t('enable.done', { name: person.name }),
  );
  const signOut = usePersonUpdate(
    () => requestSignOutPerson(person.id),
    () => t('signOut.done', { name: person.name }),
  );
  const trigger = (
    <IconButton label={t('people.actionsFor', { name: person.name })} icon={<Ellipsis className="size-4" />} />
  );
  return (
    <Menu trigger={trigger}>
      <MenuItem icon={<Pencil className="size-4" />} onSelect={() => onDialog({ kind: 'edit', person })}>
        {t('actions.edit')}
      </MenuItem>
      <MenuItem icon={<UserCog className="size-4" />} onSelect={() => onDialog({ kind: 'role', person, isMe })}>
        {t('actions.role')}
      </MenuItem>
      {isMe ? null : (
        <>
          <MenuItem icon={<KeyRound className="size-4" />} onSelect={() => onDialog({ kind: 'reset', person })}>
            {t('actions.reset')}
          </MenuItem>
          <MenuItem icon={<LogOut className="size-4" />} onSelect={() => signOut.mutate(undefined)}>
            {t('actions.signOut')}
          </MenuItem>
          <MenuSeparator />
          {person.disabled ? (
            <MenuItem icon={<CircleCheck className="size-4" />} onSelect={() => enable.mutate(undefined)}>
              {t('actions.enable')}
            </MenuItem>
          ) : (
            <MenuItem danger icon={<Ban className="size-4" />} onSelect={() => onDialog({ kind: 'disable', person })}>
              {t('actions.disable')}
            </MenuItem>
          )}
        </>
      )}
    </Menu>
  );
}
