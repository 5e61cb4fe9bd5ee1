'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { PEOPLE, requestUpdatePerson } from '@/components/admin/shared/people-requests';
import { roleChange } from '@/components/admin/people/role-change';
import { FormDialog } from '@/components/lib/form-dialog';
import { useChange } from '@/components/lib/use-change';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { Select } from '@/components/ui/select';
import { ROLES, roleSchema, type PersonDto, type Role } from '@/lib/auth/contracts';

export interface RoleDialogProps {
  readonly person: PersonDto;
  readonly isMe: boolean;
  readonly onClose: () => void;
}

/**
 * Changes a person's role. Shows which abilities they gain and lose before it is confirmed; can be undone afterwards.
 */
export function RoleDialog({ person, isMe, onClose }: RoleDialogProps) {
  const t = useTranslations('admin.role');
  const common = useTranslations('common');
  const roles = useTranslations('common.role');
  const [role, setRole] = useState<Role>(person.role);
  const change = useChange({
    change: (next: Role) => requestUpdatePerson(person.id, { role: next }),
    done: (next) => ({
      text: t('done', { name: person.name, role: roles(next) }),
      ...(next === person.role
        ? {}
        : { action: { label: common('undo'), onSelect: () => change.mutate(person.role) } }),
    }),
    reload: [[PEOPLE]],
  });
  const { gains, loses } = roleChange(person.role, role);
  const isSelfDemotion = isMe && person.role === 'admin' && role !== 'admin';
  // Only administrators may see this page.
  const submit = () =>
    change.mutate(role, { onSuccess: () => (isSelfDemotion ? window.location.assign('/') : onClose()) });
  return (
    <FormDialog
      title={t('title', { name: person.name })}
      description={person.username === null ? person.email : `${person.email} · ${person.username}`}
      submitLabel={role === person.role ? t('change') : t('confirm', { role: roles(role) })}
      variant={(role === 'admin' && role !== person.role) || isSelfDemotion ? 'danger' : 'primary'}
      busy={change.isPending}
      canSubmit={role !== person.role}
      canCancel={!change.isPending}
      onSubmit={() => (role === person.role ? undefined : submit())}
      onClose={onClose}
    >
      <Field label={t('label')}>
        {(control) => (
          <Select
            {...control}
            value={role}
            disabled={change.isPending}
            onChange={({ target }) => setRole(roleSchema.parse(target.value))}
          >
            {ROLES.map((one) => (
              <option key={one} value={one}>
                {one === person.role ? t('current', { role: roles(one) }) : roles(one)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <div role="status" className="grid gap-3 text-sm">
        <Abilities title={t('gains')} abilities={gains} />
        <Abilities title={t('loses')} abilities={loses} />
        {isSelfDemotion ? <Notice tone="danger">{t('self')}</Notice> : null}
      </div>
    </FormDialog>
  );
}

function Abilities({
  title,
  abilities,
}: {
  readonly title: string;
  readonly abilities: ReturnType<typeof roleChange>['gains'];
}) {
  const t = useTranslations('admin.role.abilities');
  if (abilities.length === 0) return null;
  return (
    <div>
      <p className="font-medium">{title}</p>
      <ul className="list-disc pl-5 text-muted">
        {abilities.map((ability) => (
          <li key={ability}>{t(ability)}</li>
        ))}
      </ul>
    </div>
  );
}
