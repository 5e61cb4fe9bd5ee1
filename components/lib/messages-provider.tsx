'use client';
import { useContext, useEffect, useMemo, createContext, type ReactNode } from 'react';
import { useRouter } from 'next/navigation';
import { IntlProvider } from 'use-intl/react';
import { writeTimeZone } from '@/components/lib/preferences';
import type { Messages } from '@/lib/i18n/app-config';
import { formats } from '@/lib/i18n/formats';
import type { Locale } from '@/lib/i18n/locales';

interface Context {
  readonly locale: Locale;
  readonly timeZone: string;
  readonly messages: Partial<Messages>;
}

const MessagesContext = createContext<Context>({ locale: 'zh', timeZone: 'UTC', messages: {} });

export interface MessagesProviderProps {
  readonly locale: Locale;
  readonly timeZone: string;
  readonly messages: Partial<Messages>;
  readonly children: ReactNode;
}

/** Adds namespaces to those of the layouts around it. Server components use `<Messages namespaces>` instead. */
export function MessagesProvider({ locale, timeZone, messages, children }: MessagesProviderProps) {
  const outer = useContext(MessagesContext);
  const value = useMemo(() => ({ locale, timeZone, messages: { ...outer.messages, ...messages } }), [outer.messages, locale, timeZone, messages]);
  return (
    <MessagesContext value={value}>
      <IntlProvider locale={locale} timeZone={timeZone} formats={formats} messages={value.messages}>
        {children}
      </IntlProvider>
    </MessagesContext>
  );
}

/** Tells the server the browser's time zone, once, so that "today" is the reader's today in what it renders too. */
export function TimeZoneKeeper() {
  const { timeZone } = useContext(MessagesContext);
  const router = useRouter();
  useEffect(() => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (own === timeZone) return;
    if (writeTimeZone(own)) router.refresh();
  }, [timeZone, router]);
  return null;
}
