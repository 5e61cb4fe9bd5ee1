'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useForm } from 'react-hook-form';
import { useTranslations } from 'use-intl/react';
import { z } from 'zod';
import { apiFetch } from '@/components/lib/api-client';
import { fieldError, useFormProblem } from '@/components/lib/use-form-problem';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { FormProblem } from '@/components/lib/form-problem';
import { Input } from '@/components/ui/input';
import { showToast } from '@/components/ui/toast';
import { meSchema, nameSchema, type Me, type UpdateMeInput } from '@/lib/auth/contracts';

const formSchema = z.object({ name: nameSchema });

/** My own name; what else identifies me is an administrator's to change. */
export function ProfileForm({ me }: { readonly me: Me }) {
  const t = useTranslations('auth');
  const common = useTranslations('common');
  const router = useRouter();
  const { register, handleSubmit, setError, reset, formState } = useForm({
    resolver: zodResolver(formSchema),
    defaultValues: { name: me.name },
  });
  const problem = useFormProblem(setError);
  const update = useMutation({
    mutationFn: (body: UpdateMeInput) => apiFetch('/api/me', { method: 'PATCH', body, schema: meSchema }),
    onMutate: problem.clear,
    onError: problem.show,
    onSuccess: ({ name }) => {
      reset({ name });
      showToast({ text: t('profile.saved') });
      router.refresh();
    },
  });
  const submit = handleSubmit((values) => update.mutate(values));
  return (
    <form method="post" noValidate onSubmit={(event) => void submit(event)} className="grid gap-4">
      <FormProblem problem={problem} />
      <Field label={t('fields.name')} error={fieldError(formState.errors.name, t('fieldErrors.name'))}>
        {(control) => <Input {...control} {...register('name')} required autoComplete="name" />}
      </Field>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
        <dt className="text-faint">{t('fields.email')}</dt>
        <dd>{me.email}</dd>
        {me.username === null ? null : (
          <>
            <dt className="text-faint">{t('fields.username')}</dt>
            <dd>{me.username}</dd>
          </>
        )}
        <dt className="text-faint">{t('fields.role')}</dt>
        <dd>{common(`role.${me.role}`)}</dd>
      </dl>
      <Button type="submit" busy={update.isPending} className="justify-self-start">
        {common('save')}
      </Button>
    </form>
  );
}
