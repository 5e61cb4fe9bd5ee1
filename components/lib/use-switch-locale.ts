'use client';
import { useRouter } from 'next/navigation';
import { useCallback } from 'react';
import { apiFetch } from '@/components/lib/api-client';
import { isApiProblem } from '@/components/lib/api-problem';
import { writeLocale } from '@/components/lib/preferences';
import { LANGUAGE_TAGS, type Locale } from '@/lib/i18n/locales';

/** Changes the language of this browser at once, and of the person, whose reports and titles are written in it. */
export function useSwitchLocale(): (locale: Locale) => void {
  const router = useRouter();
  return useCallback(
    (locale) => {
      writeLocale(locale);
      document.documentElement.lang = LANGUAGE_TAGS[locale];
      router.refresh();
      apiFetch('/api/me', { method: 'PATCH', body: { locale } }).catch((error: unknown) => {
        // The page speaks the new language already; the person's record follows with the next change.
        if (!isApiProblem(error)) throw error;
      });
    },
    [router],
  );
}
