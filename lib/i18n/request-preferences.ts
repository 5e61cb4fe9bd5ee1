import 'server-only';
import { cookies, headers } from 'next/headers';
import { cache } from 'react';
import { isTheme, LOCALE_COOKIE, THEME_COOKIE, TIME_ZONE_COOKIE, type Locale, type Theme } from '@/lib/i18n/locales';
import { pickLocale } from '@/lib/i18n/pick-locale';

export interface RequestPreferences {
  readonly locale: Locale;
  readonly theme: Theme;
  /** IANA name: the browser's once it has sent it, the server's on the very first page. */
  readonly timeZone: string;
}

function isTimeZone(value: string | undefined): value is string {
  if (value === undefined) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Language, theme and time zone of the person this request is rendered for. */
export const getRequestPreferences = cache(async (): Promise<RequestPreferences> => {
  const [jar, head] = await Promise.all([cookies(), headers()]);
  const theme = jar.get(THEME_COOKIE)?.value;
  const timeZone = jar.get(TIME_ZONE_COOKIE)?.value;
  return {
    locale: pickLocale(jar.get(LOCALE_COOKIE)?.value, head.get('accept-language')),
    theme: isTheme(theme) ? theme : 'system',
    timeZone: isTimeZone(timeZone) ? timeZone : Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
});
