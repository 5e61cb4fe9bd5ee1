'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslations } from 'use-intl/react';
import { z } from 'zod';
import { AT_REPEAT, NewPasswordFields, newPasswordShape, repeatsPassword } from '@/components/auth/new-password-fields';
import { readSetupToken } from '@/components/auth/setup-token';
import { apiFetch } from '@/components/lib/api-client';
import { fieldError, useFormProblem } from '@/components/lib/use-form-problem';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { FormProblem } from '@/components/lib/form-problem';
import { Input } from '@/components/ui/input';
import { emailSchema, nameSchema, type SetupInput } from '@/lib/auth/contracts';

const formSchema = z
  .object({
    token: z.string().transform(readSetupToken).pipe(z.string().min(1)),
    name: nameSchema,
    email: emailSchema,
    ...newPasswordShape,
  })
  .refine(repeatsPassword, AT_REPEAT);

const FIELD_OF_CODE = { 'email-taken': 'email', 'password-too-common': 'newPassword' } as const;

const readFragment = (): string => readSetupToken(window.location.hash);

function onFragmentChange(changed: () => void): () => void {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
}

/**
 * Makes the first administrator. The token stands in the address's fragment, which browsers never send, so no log has
 * it.
 */
export function SetupForm() {
  const fragment = useSyncExternalStore(onFragmentChange, readFragment, () => null);
  return fragment === null ? null : <SetupFields key={fragment} token={fragment} />;
}

function SetupFields({ token }: { readonly token: string }) {
  const t = useTranslations('auth');
  const { register, handleSubmit, setError, formState } = useForm({
    resolver: zodResolver(formSchema),
    defaultValues: { token, name: '', email: '', newPassword: '', repeat: '' },
  });
  const problem = useFormProblem(setError, FIELD_OF_CODE);
  const setup = useMutation({
    mutationFn: (body: SetupInput) => apiFetch('/api/setup', { method: 'POST', body }),
    onMutate: problem.clear,
    onError: problem.show,
    // Replaces the address with the used token in the browser's history.
    onSuccess: () => window.location.replace('/'),
  });
  const submit = handleSubmit(({ newPassword, repeat: _, ...rest }) =>
    setup.mutate({ ...rest, password: newPassword }),
  );
  return (
    <form method="post" noValidate onSubmit={(event) => void submit(event)} className="grid gap-4">
      <FormProblem problem={problem} />
      {token === '' ? (
        <Field
          label={t('setup.link')}
          hint={t('setup.linkHint')}
          error={fieldError(formState.errors.token, t('fieldErrors.token'))}
        >
          {(control) => <Input {...control} {...register('token')} required autoComplete="off" spellCheck={false} />}
        </Field>
      ) : null}
      <Field label={t('fields.name')} error={fieldError(formState.errors.name, t('fieldErrors.name'))}>
        {(control) => <Input {...control} {...register('name')} required autoComplete="name" />}
      </Field>
      <Field label={t('fields.email')} error={fieldError(formState.errors.email, t('fieldErrors.email'))}>
        {(control) => (
          <Input {...control} {...register('email')} type="email" required autoComplete="username" spellCheck={false} />
        )}
      </Field>
      <NewPasswordFields label={t('fields.password')} register={register} errors={formState.errors} />
      <Button type="submit" variant="primary" busy={setup.isPending || setup.isSuccess} className="mt-1 w-full">
        {t('setup.submit')}
      </Button>
    </form>
  );
}
