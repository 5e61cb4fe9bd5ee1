'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { ConfirmChange } from '@/components/lib/confirm-change';
import { PEOPLE, requestResetPassword, requestUpdatePerson } from '@/components/admin/shared/people-requests';
import { PersonFormDialog } from '@/components/admin/people/person-form-dialog';
import { RoleDialog } from '@/components/admin/people/role-dialog';
import { TemporaryPasswordDialog } from '@/components/admin/people/temporary-password-dialog';
import { usePersonUpdate } from '@/components/admin/people/use-person-update';
import { useErrorText } from '@/components/lib/use-error-text';
import { AlertDialog } from '@/components/ui/alert-dialog';
import { showToast } from '@/components/ui/toast';
import type { PersonDto, TemporaryPassword } from '@/lib/auth/contracts';

/** Which dialog is open. */
export type PeopleDialog =
  | { readonly kind: 'create' }
  | { readonly kind: 'edit' | 'reset' | 'disable'; readonly person: PersonDto }
  | { readonly kind: 'role'; readonly person: PersonDto; readonly isMe: boolean }
  | { readonly kind: 'password'; readonly reason: 'created' | 'reset'; readonly given: TemporaryPassword };

export interface PeopleDialogsProps {
  readonly dialog: PeopleDialog | null;
  readonly onChange: (dialog: PeopleDialog | null) => void;
}

export function PeopleDialogs({ dialog, onChange }: PeopleDialogsProps) {
  const close = () => onChange(null);
  switch (dialog?.kind) {
    case undefined:
      return null;
    case 'create':
      return (
        <PersonFormDialog
          onClose={close}
          onCreated={(given) => onChange({ kind: 'password', reason: 'created', given })}
        />
      );
    case 'edit':
      return <PersonFormDialog person={dialog.person} onClose={close} />;
    case 'role':
      return <RoleDialog person={dialog.person} isMe={dialog.isMe} onClose={close} />;
    case 'reset':
      return (
        <ResetDialog
          person={dialog.person}
          onClose={close}
          onReset={(given) => onChange({ kind: 'password', reason: 'reset', given })}
        />
      );
    case 'disable':
      return <DisableDialog person={dialog.person} onClose={close} />;
    case 'password':
      return <TemporaryPasswordDialog reason={dialog.reason} given={dialog.given} onClose={close} />;
  }
}

interface AskProps {
  readonly person: PersonDto;
  readonly onClose: () => void;
}

function ResetDialog({
  person,
  onClose,
  onReset,
}: AskProps & { readonly onReset: (given: TemporaryPassword) => void }) {
  const t = useTranslations('admin.reset');
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const reset = useMutation({
    mutationFn: () => requestResetPassword(person.id),
    onSuccess: onReset,
    onError: (error) => showToast({ text: errorText(error), tone: 'danger' }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: [PEOPLE] }),
  });
  return (
    <AlertDialog
      open
      onOpenChange={onClose}
      title={t('title', { name: person.name })}
      description={t('body')}
      confirmLabel={t('confirm')}
      busy={reset.isPending}
      onConfirm={() => reset.mutate()}
    />
  );
}

function DisableDialog({ person, onClose }: AskProps) {
  const t = useTranslations('admin.disable');
  const disable = usePersonUpdate(
    () => requestUpdatePerson(person.id, { disabled: true }),
    () => t('done', { name: person.name }),
  );
  return (
    <ConfirmChange
      title={t('title', { name: person.name })}
      description={t('body')}
      confirmLabel={t('confirm')}
      change={disable}
      onClose={onClose}
    />
  );
}
