'use client';
import { useLocale, useTranslations } from 'use-intl/react';
import { useSwitchLocale } from '@/components/lib/use-switch-locale';
import { setTheme, useTheme } from '@/components/lib/use-theme';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { isLocale, isTheme, LOCALES, THEMES } from '@/lib/i18n/locales';

/** Language and appearance; each counts at once. */
export function PreferencesForm() {
  const t = useTranslations('common');
  const locale = useLocale();
  const theme = useTheme();
  const switchLocale = useSwitchLocale();
  const chooseLocale = (chosen: string) => (isLocale(chosen) ? switchLocale(chosen) : undefined);
  const chooseTheme = (chosen: string) => (isTheme(chosen) ? setTheme(chosen) : undefined);
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label={t('language.label')}>
        {(control) => (
          <Select {...control} value={locale} onChange={({ target }) => chooseLocale(target.value)}>
            {LOCALES.map((one) => (
              <option key={one} value={one}>
                {t(`language.${one}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t('theme.label')}>
        {(control) => (
          <Select {...control} value={theme} onChange={({ target }) => chooseTheme(target.value)}>
            {THEMES.map((one) => (
              <option key={one} value={one}>
                {t(`theme.${one}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </div>
  );
}
