'use client';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { requestSignOut } from '@/components/auth/request-session';
import { useErrorText } from '@/components/lib/use-error-text';
import { Button, type ButtonVariant } from '@/components/ui/button';
import { showToast } from '@/components/ui/toast';

export function SignOutButton({ variant = 'secondary' }: { readonly variant?: ButtonVariant }) {
  const t = useTranslations('auth.sessions');
  const errorText = useErrorText();
  const signOut = useMutation({
    mutationFn: requestSignOut,
    onError: (error) => showToast({ text: errorText(error), tone: 'danger' }),
  });
  return (
    <Button variant={variant} busy={signOut.isPending} onClick={() => signOut.mutate()}>
      {t('signOut')}
    </Button>
  );
}
