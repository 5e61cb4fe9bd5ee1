'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { useTranslations } from 'use-intl/react';
import type { z } from 'zod';
import { PasswordInput } from '@/components/auth/password-input';
import { requestSignIn } from '@/components/auth/request-session';
import { useCountdown } from '@/components/auth/use-countdown';
import { isApiProblem } from '@/components/lib/api-problem';
import { fieldError, useFormProblem } from '@/components/lib/use-form-problem';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { FormProblem } from '@/components/lib/form-problem';
import { Input } from '@/components/ui/input';
import { signInSchema } from '@/lib/auth/contracts';

/** `next`: where to go once signed in, a path of this site. */
export function SignInForm({ next }: { readonly next: string }) {
  const t = useTranslations('auth');
  const wait = useCountdown();
  const { register, handleSubmit, setError, setFocus, formState } = useForm<
    z.input<typeof signInSchema>,
    unknown,
    z.output<typeof signInSchema>
  >({
    resolver: zodResolver(signInSchema),
    defaultValues: { login: '', password: '' },
  });
  const problem = useFormProblem(setError);
  const signIn = useMutation({
    mutationFn: requestSignIn,
    onMutate: problem.clear,
    // A whole new page: nothing that was loaded for somebody else stays in memory.
    onSuccess: (me) =>
      window.location.replace(me.mustChangePassword ? `/change-password?next=${encodeURIComponent(next)}` : next),
    onError: (error) => {
      problem.show(error);
      if (isApiProblem(error)) wait.start(error.retryAfterSeconds ?? 0);
      setFocus('password', { shouldSelect: true });
    },
  });
  const waiting = wait.secondsLeft > 0;
  const submit = handleSubmit((values) => signIn.mutate(values));
  return (
    <form method="post" noValidate onSubmit={(event) => void submit(event)} className="grid gap-4">
      <FormProblem problem={problem} />
      <Field label={t('signIn.login')} error={fieldError(formState.errors.login, t('fieldErrors.login'))}>
        {(control) => (
          <Input
            {...control}
            {...register('login')}
            // eslint-disable-next-line jsx-a11y-x/no-autofocus -- signing in is all that this page is for
            autoFocus
            required
            autoComplete="username"
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
            inputMode="email"
          />
        )}
      </Field>
      <Field label={t('signIn.password')} error={fieldError(formState.errors.password, t('fieldErrors.password'))}>
        {(control) => <PasswordInput {...control} {...register('password')} required autoComplete="current-password" />}
      </Field>
      <Button
        type="submit"
        variant="primary"
        busy={signIn.isPending || signIn.isSuccess}
        disabled={waiting}
        className="mt-1 w-full"
      >
        {waiting ? t('signIn.wait', { seconds: wait.secondsLeft }) : t('signIn.submit')}
      </Button>
    </form>
  );
}
