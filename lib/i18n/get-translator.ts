import 'server-only';
import { createTranslator } from 'use-intl/core';
import type { Messages, Namespace } from '@/lib/i18n/app-config';
import { catalogue } from '@/lib/i18n/catalogue';
import { formats } from '@/lib/i18n/formats';
import { loadMessages } from '@/lib/i18n/load-messages';
import { getRequestPreferences } from '@/lib/i18n/request-preferences';

type Translator<N extends Namespace> = ReturnType<typeof createTranslator<Messages, N>>;

const EVERY_NAMESPACE = Object.keys(catalogue.zh).filter((name): name is Namespace =>
  Object.hasOwn(catalogue.zh, name),
);

/** The texts of one namespace for a server component, page metadata or route, in the request's language. */
export async function getTranslator<N extends Namespace>(namespace: N): Promise<Translator<N>> {
  const { locale, timeZone } = await getRequestPreferences();
  return createTranslator<Messages, N>({
    locale,
    timeZone,
    formats,
    namespace,
    messages: loadMessages(locale, EVERY_NAMESPACE),
  });
}
