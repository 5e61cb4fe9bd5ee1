'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { useTranslations } from 'use-intl/react';
import { z } from 'zod';
import { AT_REPEAT, NewPasswordFields, newPasswordShape, repeatsPassword } from '@/components/auth/new-password-fields';
import { PasswordInput } from '@/components/auth/password-input';
import { apiFetch } from '@/components/lib/api-client';
import { fieldError, useFormProblem } from '@/components/lib/use-form-problem';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { FormProblem } from '@/components/lib/form-problem';
import { showToast } from '@/components/ui/toast';
import { changePasswordSchema, type ChangePasswordInput } from '@/lib/auth/contracts';

const formSchema = z
  .object({ currentPassword: changePasswordSchema.shape.currentPassword, ...newPasswordShape })
  .refine(repeatsPassword, AT_REPEAT);

const FIELD_OF_CODE = {
  'current-password-wrong': 'currentPassword',
  'password-too-common': 'newPassword',
  'password-unchanged': 'newPassword',
} as const;

export interface ChangePasswordFormProps {
  /** For password managers: whose password it is. */
  readonly login: string;
  /** Where to go afterwards; without it the form stays, emptied. */
  readonly next?: string;
}

export function ChangePasswordForm({ login, next }: ChangePasswordFormProps) {
  const t = useTranslations('auth');
  const queryClient = useQueryClient();
  const { register, handleSubmit, setError, reset, formState } = useForm({
    resolver: zodResolver(formSchema),
    defaultValues: { currentPassword: '', newPassword: '', repeat: '' },
  });
  const problem = useFormProblem(setError, FIELD_OF_CODE);
  const change = useMutation({
    mutationFn: (body: ChangePasswordInput) => apiFetch('/api/me/password', { method: 'POST', body }),
    onMutate: problem.clear,
    onError: problem.show,
    onSuccess: async () => {
      if (next !== undefined) {
        window.location.replace(next);
        return;
      }
      reset();
      showToast({ text: t('changePassword.done') });
      await queryClient.invalidateQueries({ queryKey: ['my-sessions'] });
    },
  });
  const submit = handleSubmit(({ currentPassword, newPassword }) => change.mutate({ currentPassword, newPassword }));
  return (
    <form method="post" noValidate onSubmit={(event) => void submit(event)} className="grid gap-4">
      <FormProblem problem={problem} />
      <input type="text" name="username" autoComplete="username" value={login} readOnly hidden />
      <Field
        label={t('changePassword.current')}
        error={fieldError(formState.errors.currentPassword, t('fieldErrors.currentPassword'))}
      >
        {(control) => (
          <PasswordInput {...control} {...register('currentPassword')} required autoComplete="current-password" />
        )}
      </Field>
      <NewPasswordFields label={t('changePassword.new')} register={register} errors={formState.errors} />
      <Button
        type="submit"
        variant="primary"
        busy={change.isPending || (change.isSuccess && next !== undefined)}
        className="mt-1 justify-self-start"
      >
        {t('changePassword.submit')}
      </Button>
    </form>
  );
}
