import { DEFAULT_LOCALE, isLocale, type Locale } from '@/lib/i18n/locales';

interface Preference {
  readonly language: string;
  readonly weight: number;
}

function parsePreference(entry: string): Preference {
  const [tag = '', ...parameters] = entry.split(';').map((part) => part.trim());
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  const weight = quality === undefined ? 1 : Number(quality.slice(2));
  return { language: tag.toLowerCase().split('-')[0] ?? '', weight: Number.isFinite(weight) ? weight : 0 };
}

/** The language to speak: the person's choice, else the browser's most wanted one that Yika has, else Chinese. */
export function pickLocale(choice: string | undefined, acceptLanguage: string | null): Locale {
  if (isLocale(choice)) return choice;
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map(parsePreference)
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight);
  for (const { language } of wanted) {
    if (isLocale(language)) return language;
  }
  return DEFAULT_LOCALE;
}
