import { ArrowLeft } from 'lucide-react';
import Link from 'next/link';
import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { ChangePasswordForm } from '@/components/auth/change-password-form';
import { NotificationSetting } from '@/components/auth/notification-setting';
import { PreferencesForm } from '@/components/auth/preferences-form';
import { ProfileForm } from '@/components/auth/profile-form';
import { SessionList } from '@/components/auth/session-list';
import { SignOutButton } from '@/components/auth/sign-out-button';
import { classNames } from '@/components/ui/class-names';
import { Messages } from '@/components/lib/messages';
import { buttonClassName } from '@/components/ui/button';
import { getMe } from '@/lib/auth/get-me';
import { requirePagePrincipal } from '@/lib/auth/require-page-principal';
import { getTranslator } from '@/lib/i18n/get-translator';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('auth');
  return { title: t('settings.title') };
}

export default async function SettingsPage() {
  const me = await getMe(await requirePagePrincipal({ next: '/settings' }));
  const [t, common] = await Promise.all([getTranslator('auth'), getTranslator('common')]);
  return (
    <Messages namespaces={['auth']}>
      <main className="mx-auto grid max-w-2xl gap-10 px-5 pt-6 pb-16">
        <header className="grid justify-items-start gap-3">
          <Link href="/" className={classNames(buttonClassName('ghost', 'sm'), '-ml-2.5')}>
            <ArrowLeft aria-hidden className="size-4" />
            {common('backToChat')}
          </Link>
          <h1 className="text-2xl font-semibold">{t('settings.title')}</h1>
        </header>
        <PreferencesForm />
        <Section id="notifications" title={t('notifications.title')}>
          <NotificationSetting />
        </Section>
        <Section title={t('profile.title')}>
          <ProfileForm me={me} />
        </Section>
        <Section title={t('settings.password')}>
          <ChangePasswordForm login={me.email} />
        </Section>
        <Section title={t('settings.keys')}>
          <p className="mb-3 text-sm text-muted">{t('settings.keysHint')}</p>
          <Link href="/keys" prefetch={false} className={buttonClassName()}>
            {t('settings.keysOpen')}
          </Link>
        </Section>
        <Section title={t('sessions.title')}>
          <SessionList />
        </Section>
        <div>
          <SignOutButton />
        </div>
      </main>
    </Messages>
  );
}

function Section({
  title,
  id,
  children,
}: {
  readonly title: string;
  readonly id?: string;
  readonly children: ReactNode;
}) {
  return (
    <section id={id} aria-label={title}>
      <h2 className="mb-3 text-lg font-semibold">{title}</h2>
      {children}
    </section>
  );
}
