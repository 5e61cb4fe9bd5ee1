import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime';
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { IntlProvider } from 'use-intl/react';
import { catalogue } from '@/lib/i18n/catalogue';
import { formats } from '@/lib/i18n/formats';
import type { Locale } from '@/lib/i18n/locales';

const nothing = () => undefined;
const router = {
  back: nothing,
  forward: nothing,
  refresh: nothing,
  push: nothing,
  replace: nothing,
  prefetch: nothing,
  bfcacheId: '',
};

/** What a view says in a language, as HTML. */
export function renderMarkup(locale: Locale, view: ReactNode, client = new QueryClient()): string {
  return renderToStaticMarkup(
    <AppRouterContext value={router}>
      <IntlProvider
        locale={locale}
        timeZone="UTC"
        now={new Date('2026-11-23T00:00:00Z')}
        formats={formats}
        messages={catalogue[locale]}
      >
        <QueryClientProvider client={client}>{view}</QueryClientProvider>
      </IntlProvider>
    </AppRouterContext>,
  );
}
