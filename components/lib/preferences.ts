import { LOCALE_COOKIE, THEME_COOKIE, TIME_ZONE_COOKIE, type Locale, type Theme } from '@/lib/i18n/locales';

const YEAR_SECONDS = 365 * 24 * 3600;

function writeCookie(name: string, value: string): void {
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
}

/** Remembers the language; the caller refreshes the page's server part. */
export function writeLocale(locale: Locale): void {
  writeCookie(LOCALE_COOKIE, locale);
}

export function writeTimeZone(timeZone: string): void {
  writeCookie(TIME_ZONE_COOKIE, timeZone);
}

/** Shows the theme at once and remembers it for what the server renders. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') document.documentElement.removeAttribute('data-theme');
  else document.documentElement.dataset.theme = theme;
  writeCookie(THEME_COOKIE, theme);
}

/** What is chosen now. */
export function readTheme(): Theme {
  const chosen = document.documentElement.dataset.theme;
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
}
