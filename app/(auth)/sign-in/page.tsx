import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import type { Metadata } from 'next';
import { AuthCard } from '@/components/auth/auth-card';
import { SignInForm } from '@/components/auth/sign-in-form';
import { Notice } from '@/components/ui/notice';
import { findPrincipal } from '@/lib/auth/find-principal';
import { isSetupNeeded } from '@/lib/auth/is-setup-needed';
import { displayedHost } from '@/lib/auth/own-addresses';
import { sameSitePath } from '@/lib/auth/same-site-path';
import { getTranslator } from '@/lib/i18n/get-translator';

interface SignInPageProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('auth');
  return { title: t('signIn.submit') };
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const [{ next }, head, t] = await Promise.all([searchParams, headers(), getTranslator('auth')]);
  const path = sameSitePath(typeof next === 'string' ? next : '/');
  if ((await findPrincipal(head)) !== null) redirect(path);
  return (
    <AuthCard title={t('signIn.title')} line={t('signIn.where', { host: displayedHost(head) })}>
      {(await isSetupNeeded()) ? (
        <Notice tone="queue" className="mb-4">
          {t('signIn.setupNeeded')}
        </Notice>
      ) : null}
      <SignInForm next={path} />
      <p className="mt-6 text-sm text-faint">{t('signIn.forgot')}</p>
    </AuthCard>
  );
}
