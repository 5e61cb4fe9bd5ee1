import { expect, test } from 'vitest';
import { sameSitePath } from '@/lib/auth/same-site-path';

test.each([
  ['/c/1?x=1#y', '/c/1?x=1#y'],
  ['/', '/'],
  ['/a/../b', '/b'],
  ['', '/'],
  ['c/1', '/'],
  ['//evil.test/a', '/'],
  ['/\\evil.test', '/'],
  ['/\t/evil.test', '/'],
  ['https://evil.test', '/'],
  ['javascript:alert(1)', '/'],
  ['http://here.invalid/x', '/'],
])('%j leads to %s', (target, path) => {
  expect(sameSitePath(target)).toBe(path);
});

test('an address of our own keeps its path, one that only begins like it does not', () => {
  expect(sameSitePath('http://yika:3000/c/1', 'http://yika:3000')).toBe('/c/1');
  expect(sameSitePath('http://yika:3000.evil.test/c/1', 'http://yika:3000')).toBe('/');
  expect(sameSitePath('http://yika:3000//evil.test', 'http://yika:3000')).toBe('/');
});
