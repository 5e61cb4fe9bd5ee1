import './globals.css';
import type { Metadata, Viewport } from 'next';
import { connection } from 'next/server';
import type { ReactNode } from 'react';
import { EARLY_ACTIONS_SCRIPT } from '@/components/lib/early-actions';
import { EarlyActionsEnd } from '@/components/lib/early-actions-end';
import { Messages } from '@/components/lib/messages';
import { TimeZoneKeeper } from '@/components/lib/messages-provider';
import { QueryProvider } from '@/components/lib/query-provider';
import { LiveRegion } from '@/components/ui/live-region';
import { ToastHost } from '@/components/ui/toast-host';
import { TooltipLayer } from '@/components/ui/tooltip-layer';
import { getTranslator } from '@/lib/i18n/get-translator';
import { LANGUAGE_TAGS } from '@/lib/i18n/locales';
import { getRequestPreferences } from '@/lib/i18n/request-preferences';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('common');
  return { title: { default: t('product'), template: `%s · ${t('product')}` }, description: t('productLine'), robots: { index: false, follow: false } };
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

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  await connection();
  const { locale, theme, timeZone } = await getRequestPreferences();
  return (
    <html lang={LANGUAGE_TAGS[locale]} data-theme={theme === 'system' ? undefined : theme}>
      <body>
        <script dangerouslySetInnerHTML={{ __html: EARLY_ACTIONS_SCRIPT }} />
        <Messages namespaces={['common', 'errors']}>
          <TimeZoneKeeper timeZone={timeZone} />
          <QueryProvider>{children}</QueryProvider>
          <TooltipLayer />
          <ToastHost />
          <LiveRegion />
        </Messages>
        <EarlyActionsEnd />
      </body>
    </html>
  );
}
