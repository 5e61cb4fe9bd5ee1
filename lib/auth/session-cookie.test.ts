import { expect, test } from 'vitest';
import { cookieNames } from '@/lib/auth/session-cookie';

test('two installations, and two copies of one at other addresses, have no cookie name in common', () => {
  const names = [
    cookieNames('a', undefined, false),
    cookieNames('b', undefined, false),
    cookieNames('a', 'http://yika.corp:8080', false),
    cookieNames('a', 'http://yika.corp:8081', false),
    cookieNames('a', 'https://yika.corp', true),
  ].flatMap((found) => Object.values<string>({ ...found }));
  expect(new Set(names).size).toBe(20);
});

test('the names say what they are, and are bound to the host over HTTPS', () => {
  expect(cookieNames('a', undefined, false).session).toMatch(/^yika\.[0-9a-f]{8}\.session$/);
  expect(cookieNames('a', undefined, true).session).toBe(`__Host-${cookieNames('a', undefined, false).session}`);
});
