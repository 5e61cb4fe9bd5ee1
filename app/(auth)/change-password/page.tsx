import type { Metadata } from 'next';
import { AuthCard } from '@/components/auth/auth-card';
import { ChangePasswordForm } from '@/components/auth/change-password-form';
import { SignOutButton } from '@/components/auth/sign-out-button';
import { getMe } from '@/lib/auth/get-me';
import { requirePagePrincipal } from '@/lib/auth/require-page-principal';
import { sameSitePath } from '@/lib/auth/same-site-path';
import { getTranslator } from '@/lib/i18n/get-translator';

interface ChangePasswordPageProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('auth');
  return { title: t('changePassword.title') };
}

export default async function ChangePasswordPage({ searchParams }: ChangePasswordPageProps) {
  const [{ next }, t] = await Promise.all([searchParams, getTranslator('auth')]);
  const me = await getMe(await requirePagePrincipal({ next: '/change-password', allowsPasswordChange: true }));
  const line = me.mustChangePassword ? { line: t('changePassword.temporary') } : {};
  return (
    <AuthCard title={t('changePassword.title')} {...line}>
      <ChangePasswordForm login={me.email} next={sameSitePath(typeof next === 'string' ? next : '/')} />
      <div className="mt-6">
        <SignOutButton variant="ghost" />
      </div>
    </AuthCard>
  );
}
