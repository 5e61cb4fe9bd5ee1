import { renderToStaticMarkup } from 'react-dom/server';
import { IntlProvider } from 'use-intl/react';
import { expect, it } from 'vitest';
import { useEventWords } from '@/components/admin/audit/use-event-words';
import { AUDIT_ACTIONS } from '@/lib/audit/contracts';
import { catalogue } from '@/lib/i18n/catalogue';
import { LOCALES, type Locale } from '@/lib/i18n/locales';

function Said({ names, of }: { readonly names: readonly string[]; readonly of: 'key' | 'action' }) {
  const words = useEventWords();
  return names.map((name) => words[of](name)).join('|');
}

function say(locale: Locale, of: 'key' | 'action', names: readonly string[]): string[] {
  const { audit, common, governance } = catalogue[locale];
  return renderToStaticMarkup(<IntlProvider locale={locale} timeZone="UTC" messages={{ audit, common, governance }}><Said names={names} of={of} /></IntlProvider>).split('|');
}

it('what stands in the details of an event has words; what has none keeps its name', () => {
  expect(say('zh', 'key', ['argumentHash', 'requesterId', 'somethingNewer'])).toEqual(['参数的哈希', '发起人编号', 'somethingNewer']);
  expect(say('en', 'key', ['argumentHash', 'requesterId', 'somethingNewer'])).toEqual(['Hash of the arguments', 'Requester', 'somethingNewer']);
});

it.each(LOCALES)('every kind of event has words in %s', (locale) => {
  expect(say(locale, 'action', AUDIT_ACTIONS).filter((word) => word.includes('.'))).toEqual([]);
});
