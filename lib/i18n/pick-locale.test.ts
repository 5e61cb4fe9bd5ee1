import { expect, test } from 'vitest';
import { pickLocale } from '@/lib/i18n/pick-locale';

test('the own choice goes before the browser', () => {
  expect(pickLocale('en', 'zh-CN,zh;q=0.9')).toBe('en');
});

test('without a choice the most wanted known language wins, whatever its order', () => {
  expect(pickLocale(undefined, 'fr;q=0.9, en-GB;q=0.5, zh-TW;q=0.8')).toBe('zh');
  expect(pickLocale(undefined, 'en-US,en;q=0.9,zh-CN;q=0.8')).toBe('en');
});

test('unknown, refused and malformed wishes end in Chinese', () => {
  expect(pickLocale('klingon', null)).toBe('zh');
  expect(pickLocale(undefined, 'en;q=0, de')).toBe('zh');
  expect(pickLocale(undefined, ';;,=,en;q=x')).toBe('zh');
});
