'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslations } from 'use-intl/react';
import { GROUPS, requestCreateGroup, requestRenameGroup } from '@/components/admin/shared/group-requests';
import { UnsavedGuard } from '@/components/admin/shared/unsaved-guard';
import { useKeptFields } from '@/components/admin/shared/use-kept-form';
import { fieldError, useFormProblem } from '@/components/lib/use-form-problem';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { FormProblem } from '@/components/lib/form-problem';
import { Input } from '@/components/ui/input';
import { nameGroupSchema, type GroupDto } from '@/lib/auth/groups-contracts';

export interface GroupNameDialogProps {
  /** Which is renamed; without it one is made. */
  readonly group?: GroupDto;
  readonly onClose: () => void;
  readonly onSaved?: (group: GroupDto) => void;
}

export function GroupNameDialog({ group, onClose, onSaved }: GroupNameDialogProps) {
  const t = useTranslations('governance.groups');
  const common = useTranslations('common');
  const formId = useId();
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
  const submit = form.handleSubmit((values) => save.mutate(values));
  return (
    <Dialog
      open
      isDirty={isDirty}
      onOpenChange={onClose}
      title={t(group === undefined ? 'create' : 'rename')}
      actions={
        <>
          <Button onClick={onClose}>{common('cancel')}</Button>
          <Button type="submit" form={formId} variant="primary" busy={save.isPending}>
            {t(group === undefined ? 'createSubmit' : 'renameSubmit')}
          </Button>
        </>
      }
    >
      <form id={formId} method="post" noValidate onSubmit={(event) => void submit(event)} className="mt-4 grid gap-4">
        <FormProblem problem={problem} />
        <UnsavedGuard isDirty={isDirty} kept={kept} />
        <Field label={t('name')} error={fieldError(form.formState.errors.name, t('nameError'))}>
          {(control) => <Input {...control} {...form.register('name')} required autoComplete="off" />}
        </Field>
      </form>
    </Dialog>
  );
}
