export const LOCALES = ['zh', 'en'] as const;
export type Locale = (typeof LOCALES)[number];
export const DEFAULT_LOCALE: Locale = 'zh';

/**
 * Cookies of a person's own choices; readable by the page, which sets them, and by the server, which renders from them.
 */
export const LOCALE_COOKIE = 'yika-locale';
export const TIME_ZONE_COOKIE = 'yika-time-zone';
export const THEME_COOKIE = 'yika-theme';

export const THEMES = ['light', 'dark', 'system'] as const;
export type Theme = (typeof THEMES)[number];

/** What the `lang` attribute says. */
export const LANGUAGE_TAGS = { zh: 'zh-CN', en: 'en' } as const satisfies Record<Locale, string>;

/** Whether a value is a language of the product. */
export function isLocale(value: unknown): value is Locale {
  return LOCALES.some((locale) => locale === value);
}

/** Whether a value is a theme of the product. */
export function isTheme(value: unknown): value is Theme {
  return THEMES.some((theme) => theme === value);
}
