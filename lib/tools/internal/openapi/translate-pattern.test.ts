import { expect, it } from 'vitest';
import { translatePattern } from '@/lib/tools/internal/openapi/translate-pattern';

it.each([
  '^[a-z]{2}\\d+$',
  '^\\p{Lu}\\p{L}*$',
  '^(?=.*\\d).{8,}$',
  '^[\\u4e00-\\u9fa5]{2,4}$',
  '',
  'a/b/c',
  '/path/',
  '^SO-[0-9]{5}$',
])('%s is JSON Schema’s own dialect and stays', (pattern) => expect(translatePattern(pattern)).toBe(pattern));

it.each([
  ['(?i)^[a-z]{2}\\d+$', ['ab1', 'AB12', 'Ab9'], ['a1', 'ab', 'xab1', 'ab١']],
  ['^(?i)sku-[a-f]+$', ['SKU-AB', 'sku-ab'], ['sku-', 'SKU-G']],
  ['\\A[a-z]++\\z', ['abc'], ['', 'ab1', '1ab']],
  ['^[A-Z]{3}\\Z', ['ABC'], ['ABCD', 'xABC']],
  ['^[[:alpha:]][[:alnum:]_]*$', ['a', 'a1_'], ['1a', '']],
  ['^[[:digit:]]{4}$', ['2024'], ['20x4']],
  ['^(?>ab|a)c$', ['abc', 'ac'], ['abbc']],
  ['^(?P<year>\\d{4})-(?P=year)$', ['2024-2024'], ['2024-2025']],
  ['^\\p{IsHan}{2,4}$', ['姓名'], ['name', '姓']],
  ['^\\p{Han}+$', ['部门'], ['x']],
  ['^\\x{4e00}$', ['一'], ['x4e00']],
  ['^[\\w\\@\\.]+\\@\\w+$', ['a.b@c'], ['a b@c', 'é@c']],
  ['^\\Qa.b\\E$', ['a.b'], ['axb']],
  ['/^[a-z]+$/i', ['abc', 'ABC'], ['ab1', '/abc/']],
  ['^\\h{4}$', ['00fF'], ['00fg']],
  ['(?x) ^ \\d{2}   # two digits\n $', ['12'], ['1', '123']],
])('%s says the same in JSON Schema’s dialect', (pattern, matching, others) => {
  const translated = translatePattern(pattern);
  expect(translated).not.toBeNull();
  const regex = new RegExp(translated ?? '(?!)', 'u');
  expect(matching.filter((text) => !regex.test(text))).toEqual([]);
  expect(others.filter((text) => regex.test(text))).toEqual([]);
});

it('writes both cases out, so that an engine without flags reads it as well', () => {
  expect(translatePattern('(?i)^[a-z]{2}\\d+$')).toBe('^[a-zA-Z]{2}\\d+$');
});

it.each(['^[a-z&&[^x]]+$', '(?<=a', '^\\p{InCJKUnifiedIdeographs}+$', '(?(1)a|b)'])(
  '%s cannot be said there',
  (pattern) => expect(translatePattern(pattern)).toBeNull(),
);

it('gives up a pattern that is too long, too deep or grows without end', () => {
  expect(translatePattern(`(?i)${'[a-z]'.repeat(2_000)}`)).toBeNull();
  expect(translatePattern('(?<a>(?:\\g<a>\\g<a>\\g<a>|x)++)')).toBeNull();
});
