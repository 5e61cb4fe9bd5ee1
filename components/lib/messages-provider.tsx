'use client';
import { createContext, useContext, useEffect, useMemo, useSyncExternalStore, type ReactNode } from 'react';
import { IntlProvider } from 'use-intl/react';
import { writeTimeZone } from '@/components/lib/preferences';
import { RenderedAt } from '@/components/lib/use-now';
import type { Messages } from '@/lib/i18n/app-config';
import { formats } from '@/lib/i18n/formats';
import type { Locale } from '@/lib/i18n/locales';

const MessagesContext = createContext<Partial<Messages>>({});

export interface MessagesProviderProps {
  readonly locale: Locale;
  /** The time zone that the server rendered with: the browser's, once the server knows it. */
  readonly timeZone: string;
  /** When the server rendered, in milliseconds since 1970. */
  readonly renderedAtMs: number;
  readonly messages: Partial<Messages>;
  readonly children: ReactNode;
}

const never = () => () => undefined;
const browserTimeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Adds namespaces to those of the layouts around it. Server components use `<Messages namespaces>` instead. */
export function MessagesProvider({ locale, timeZone, renderedAtMs, messages, children }: MessagesProviderProps) {
  const outer = useContext(MessagesContext);
  const all = useMemo(() => ({ ...outer, ...messages }), [outer, messages]);
  // Hydrates with the server's zone, then shows the reader's own day.
  const ownTimeZone = useSyncExternalStore(never, browserTimeZone, () => timeZone);
  return (
    <MessagesContext value={all}>
      <RenderedAt value={renderedAtMs}>
        <IntlProvider locale={locale} timeZone={ownTimeZone} formats={formats} messages={all}>
          {children}
        </IntlProvider>
      </RenderedAt>
    </MessagesContext>
  );
}

/** Sends the browser's time zone to the server, so that the next pages are rendered with the reader's day. */
export function TimeZoneKeeper({ timeZone }: { readonly timeZone: string }) {
  useEffect(() => {
    const own = browserTimeZone();
    if (own !== timeZone) writeTimeZone(own);
  }, [timeZone]);
  return null;
}
