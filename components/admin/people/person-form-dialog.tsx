'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { useTranslations } from 'use-intl/react';
import { z } from 'zod';
import { PEOPLE, requestCreatePerson, requestUpdatePerson } from '@/components/admin/shared/people-requests';
import { UnsavedGuard } from '@/components/admin/shared/unsaved-guard';
import { useKeptFields } from '@/components/admin/shared/use-kept-form';
import { FormDialog } from '@/components/lib/form-dialog';
import { fieldError, useFormProblem } from '@/components/lib/use-form-problem';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { showToast } from '@/components/ui/toast';
import {
  emailSchema,
  nameSchema,
  ROLES,
  roleSchema,
  usernameSchema,
  type PersonDto,
  type TemporaryPassword,
} from '@/lib/auth/contracts';

const formSchema = z.object({
  name: nameSchema,
  email: emailSchema,
  username: z.union([z.literal('').transform(() => null), usernameSchema]),
  role: roleSchema,
});
type FormOutput = z.output<typeof formSchema>;

const FIELD_OF_CODE = { 'email-taken': 'email', 'username-taken': 'username' } as const;

export interface PersonFormDialogProps {
  /** The person to change; undefined: a new one. */
  readonly person?: PersonDto;
  readonly onClose: () => void;
  readonly onCreated?: (given: TemporaryPassword) => void;
}

export function PersonFormDialog({ person, onClose, onCreated }: PersonFormDialogProps) {
  const t = useTranslations('admin');
  const common = useTranslations('common');
  const queryClient = useQueryClient();
  const form = useForm<z.input<typeof formSchema>, unknown, FormOutput>({
    resolver: zodResolver(formSchema),
    defaultValues: {
      name: person?.name ?? '',
      email: person?.email ?? '',
      username: person?.username ?? '',
      role: person?.role ?? 'employee',
    },
  });
  const problem = useFormProblem(form.setError, FIELD_OF_CODE);
  const { isDirty } = form.formState;
  const kept = useKeptFields(form, `person:${person?.id ?? 'new'}`);
  const save = useMutation({
    mutationFn: async (values: FormOutput) => {
      if (person === undefined) return requestCreatePerson(values);
      // The role has its own control in the table.
      await requestUpdatePerson(person.id, { name: values.name, email: values.email, username: values.username });
      return null;
    },
    onMutate: problem.clear,
    onError: problem.show,
    onSuccess: async (given) => {
      if (given === null) showToast({ text: t('edit.saved') });
      onClose();
      if (given !== null) onCreated?.(given);
      await queryClient.invalidateQueries({ queryKey: [PEOPLE] });
    },
  });
  return (
    <FormDialog
      isDirty={isDirty}
      title={person === undefined ? t('create.title') : t('edit.title', { name: person.name })}
      {...(person === undefined ? { description: t('create.hint') } : {})}
      submitLabel={person === undefined ? t('create.submit') : common('save')}
      busy={save.isPending}
      problem={problem}
      onSubmit={form.handleSubmit((values) => save.mutate(values))}
      onClose={onClose}
    >
      <UnsavedGuard isDirty={isDirty} kept={kept} />
      <PersonFields form={form} withRole={person === undefined} />
    </FormDialog>
  );
}

interface PersonFieldsProps {
  readonly form: ReturnType<typeof useForm<z.input<typeof formSchema>, unknown, FormOutput>>;
  readonly withRole: boolean;
}

function PersonFields({
  form: {
    register,
    formState: { errors },
  },
  withRole,
}: PersonFieldsProps) {
  const t = useTranslations('auth');
  const common = useTranslations('common');
  return (
    <>
      <Field label={t('fields.name')} error={fieldError(errors.name, t('fieldErrors.name'))}>
        {(control) => <Input {...control} {...register('name')} required autoComplete="off" />}
      </Field>
      <Field label={t('fields.email')} error={fieldError(errors.email, t('fieldErrors.email'))}>
        {(control) => (
          <Input {...control} {...register('email')} type="email" required autoComplete="off" spellCheck={false} />
        )}
      </Field>
      <Field
        label={t('fields.username')}
        note={common('optional')}
        hint={t('fields.usernameHint')}
        error={fieldError(errors.username, t('fieldErrors.username'))}
      >
        {(control) => (
          <Input {...control} {...register('username')} autoComplete="off" autoCapitalize="none" spellCheck={false} />
        )}
      </Field>
      {withRole ? (
        <Field label={t('fields.role')}>
          {(control) => (
            <Select {...control} {...register('role')}>
              {ROLES.map((role) => (
                <option key={role} value={role}>
                  {common(`role.${role}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      ) : null}
    </>
  );
}
