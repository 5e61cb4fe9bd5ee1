'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { requestUpdatePerson } from '@/components/admin/people-requests';
import { usePersonUpdate } from '@/components/admin/use-person-update';
import { AlertDialog } from '@/components/ui/alert-dialog';
import { Select } from '@/components/ui/select';
import { ROLES, roleSchema, type PersonDto, type Role } from '@/lib/auth/contracts';

/** What a person may do; counts at once. Giving up one's own administration is asked about first. */
export function RoleSelect({ person, isMe }: { readonly person: PersonDto; readonly isMe: boolean }) {
  const t = useTranslations('admin');
  const roles = useTranslations('common.role');
  const [asked, setAsked] = useState<Role | null>(null);
  const update = usePersonUpdate((role: Role) => requestUpdatePerson(person.id, { role }), (role) => t('people.roleChanged', { name: person.name, role: roles(role) }));
  const choose = (role: Role) => {
    if (isMe && role !== 'admin') setAsked(role);
    else update.mutate(role);
  };
  const confirm = () => {
    if (asked === null) return;
    // Without being an administrator there is nothing more to see here.
    update.mutate(asked, { onSuccess: () => window.location.assign('/'), onSettled: () => setAsked(null) });
  };
  return (
    <>
      <Select
        aria-label={t('people.roleOf', { name: person.name })}
        value={update.isPending ? update.variables : person.role}
        disabled={update.isPending}
        onChange={({ target }) => choose(roleSchema.parse(target.value))}
      >
        {ROLES.map((role) => (
          <option key={role} value={role}>
            {roles(role)}
          </option>
        ))}
      </Select>
      <AlertDialog
        open={asked !== null}
        onOpenChange={(open) => (open ? undefined : setAsked(null))}
        title={t('demoteSelf.title')}
        description={t('demoteSelf.body')}
        confirmLabel={asked === null ? '' : t('demoteSelf.confirm', { role: roles(asked) })}
        danger
        busy={update.isPending}
        onConfirm={confirm}
      />
    </>
  );
}
