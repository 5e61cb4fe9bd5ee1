'use client';
import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'use-intl/react';
import { writeLocale } from '@/components/lib/preferences';
import { Button } from '@/components/ui/button';
import { LANGUAGE_TAGS, LOCALES } from '@/lib/i18n/locales';

/**
 * The other language, in its own words, for who cannot read this page yet. Nobody is signed in whose record could keep
 * it.
 */
export function LanguageSwitch() {
  const t = useTranslations('common.language');
  const router = useRouter();
  const current = useLocale();
  const choose = (locale: (typeof LOCALES)[number]) => {
    writeLocale(locale);
    document.documentElement.lang = LANGUAGE_TAGS[locale];
    router.refresh();
  };
  return LOCALES.filter((locale) => locale !== current).map((locale) => (
    <Button key={locale} variant="ghost" size="sm" lang={LANGUAGE_TAGS[locale]} onClick={() => choose(locale)}>
      {t(locale)}
    </Button>
  ));
}
