import type { ReactNode } from 'react';
import { MessagesProvider } from '@/components/lib/messages-provider';
import type { Namespace } from '@/lib/i18n/app-config';
import { loadMessages } from '@/lib/i18n/load-messages';
import { getRequestPreferences } from '@/lib/i18n/request-preferences';

/** Gives the client components inside the texts of these namespaces (and those of the layouts around). */
export async function Messages({
  namespaces,
  children,
}: {
  readonly namespaces: readonly Namespace[];
  readonly children: ReactNode;
}) {
  const { locale, timeZone } = await getRequestPreferences();
  return (
    <MessagesProvider
      locale={locale}
      timeZone={timeZone}
      renderedAtMs={Date.now()}
      messages={loadMessages(locale, namespaces)}
    >
      {children}
    </MessagesProvider>
  );
}
