import './globals.css';
import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import { connection } from 'next/server';
import type { ReactNode } from 'react';
import { PRE_HYDRATION_EVENTS_SCRIPT } from '@/components/lib/pre-hydration-events';
import { PreHydrationEventsEnd } from '@/components/lib/pre-hydration-events-end';
import { Messages } from '@/components/lib/messages';
import { FieldLimitWatch } from '@/components/lib/field-limit-watch';
import { TimeZoneKeeper } from '@/components/lib/messages-provider';
import { PersonWatch } from '@/components/lib/person-watch';
import { QueryProvider } from '@/components/lib/query-provider';
import { LiveRegion } from '@/components/ui/live-region';
import { ToastHost } from '@/components/ui/toast-host';
import { TooltipLayer } from '@/components/ui/tooltip-layer';
import { findPrincipal } from '@/lib/auth/find-principal';
import { getTranslator } from '@/lib/i18n/get-translator';
import { LANGUAGE_TAGS } from '@/lib/i18n/locales';
import { getRequestPreferences } from '@/lib/i18n/request-preferences';
import { getLogger } from '@/lib/observability/logger';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('common');
  return {
    title: { default: t('product'), template: `%s · ${t('product')}` },
    description: t('productLine'),
    robots: { index: false, follow: false },
  };
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  interactiveWidget: 'resizes-content',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#1a1a19' },
  ],
};

/**
 * Undefined while nobody is signed in, and where it cannot be read: then the page in this layout reports the failure.
 */
async function findPersonId(): Promise<string | undefined> {
  try {
    return (await findPrincipal(await headers()))?.personId;
  } catch (error) {
    getLogger().warn({ err: error }, 'the layout could not read who is signed in');
    return undefined;
  }
}

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  await connection();
  const [{ locale, theme, timeZone }, personId] = await Promise.all([getRequestPreferences(), findPersonId()]);
  return (
    <html
      lang={LANGUAGE_TAGS[locale]}
      translate="no"
      data-theme={theme === 'system' ? undefined : theme}
      data-person={personId}
    >
      <body>
        <script dangerouslySetInnerHTML={{ __html: PRE_HYDRATION_EVENTS_SCRIPT }} />
        <Messages namespaces={['common', 'errors']}>
          <PersonWatch />
          <TimeZoneKeeper timeZone={timeZone} />
          <QueryProvider>{children}</QueryProvider>
          <FieldLimitWatch />
          <TooltipLayer />
          <ToastHost />
          <LiveRegion />
        </Messages>
        <PreHydrationEventsEnd />
      </body>
    </html>
  );
}
