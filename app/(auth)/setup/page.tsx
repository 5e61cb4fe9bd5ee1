import Link from 'next/link';
import type { Metadata } from 'next';
import { AuthCard } from '@/components/auth/auth-card';
import { SetupForm } from '@/components/auth/setup-form';
import { buttonClassName } from '@/components/ui/button';
import { isSetupNeeded } from '@/lib/auth/is-setup-needed';
import { getTranslator } from '@/lib/i18n/get-translator';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('auth');
  return { title: t('setup.title'), referrer: 'no-referrer' };
}

export default async function SetupPage() {
  const t = await getTranslator('auth');
  if (await isSetupNeeded()) {
    return (
      <AuthCard title={t('setup.title')} line={t('setup.intro')}>
        <SetupForm />
      </AuthCard>
    );
  }
  return (
    <AuthCard title={t('setup.title')} line={t('setup.done')}>
      <Link href="/sign-in" className={buttonClassName('primary')}>
        {t('setup.toSignIn')}
      </Link>
    </AuthCard>
  );
}
