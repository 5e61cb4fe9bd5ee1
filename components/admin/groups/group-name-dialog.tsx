'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { useTranslations } from 'use-intl/react';
import { GROUPS, requestCreateGroup, requestRenameGroup } from '@/components/admin/shared/group-requests';
import { UnsavedGuard } from '@/components/admin/shared/unsaved-guard';
import { useKeptFields } from '@/components/admin/shared/use-kept-form';
import { FormDialog } from '@/components/lib/form-dialog';
import { fieldError, useFormProblem } from '@/components/lib/use-form-problem';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { nameGroupSchema, type GroupDto } from '@/lib/auth/groups-contracts';

export interface GroupNameDialogProps {
  /** The group to rename; undefined: a new one. */
  readonly group?: GroupDto;
  readonly onClose: () => void;
  readonly onSaved?: (group: GroupDto) => void;
}

export function GroupNameDialog({ group, onClose, onSaved }: GroupNameDialogProps) {
  const t = useTranslations('governance.groups');
  const queryClient = useQueryClient();
  const form = useForm({ resolver: zodResolver(nameGroupSchema), defaultValues: { name: group?.name ?? '' } });
  const problem = useFormProblem(form.setError, { 'group-name-taken': 'name' });
  const { isDirty } = form.formState;
  const kept = useKeptFields(form, `group:${group?.id ?? 'new'}`);
  const save = useMutation({
    mutationFn: ({ name }: { readonly name: string }) =>
      group === undefined ? requestCreateGroup(name) : requestRenameGroup(group.id, name),
    onMutate: problem.clear,
    onError: problem.show,
    onSuccess: async (saved) => {
      onClose();
      onSaved?.(saved);
      await queryClient.invalidateQueries({ queryKey: [GROUPS] });
    },
  });
  return (
    <FormDialog
      isDirty={isDirty}
      title={t(group === undefined ? 'create' : 'rename')}
      submitLabel={t(group === undefined ? 'createSubmit' : 'renameSubmit')}
      busy={save.isPending}
      problem={problem}
      onSubmit={form.handleSubmit((values) => save.mutate(values))}
      onClose={onClose}
    >
      <UnsavedGuard isDirty={isDirty} kept={kept} />
      <Field label={t('name')} error={fieldError(form.formState.errors.name, t('nameError'))}>
        {(control) => <Input {...control} {...form.register('name')} required autoComplete="off" />}
      </Field>
    </FormDialog>
  );
}
