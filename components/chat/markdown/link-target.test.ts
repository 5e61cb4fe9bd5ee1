import { expect, test } from 'vitest';
import { linkTarget, namesHost } from '@/components/chat/markdown/link-target';

const ORIGIN = 'http://yika.test:3000';

test.each([
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  '  javascript:alert(1)',
  'data:text/html,<script>1</script>',
  'vbscript:x',
  'file:///etc/passwd',
  'blob:http://yika.test/1',
  'streamdown:incomplete-link',
  'http://',
  '',
  undefined,
])('%j leads nowhere', (href) => {
  expect(linkTarget(href, ORIGIN)).toEqual({ kind: 'none' });
});

test('a page of ours is a plain link', () => {
  expect(linkTarget('/c/1#m-2', ORIGIN)).toEqual({ kind: 'inside', href: '/c/1#m-2' });
  expect(linkTarget('#fn-1', ORIGIN)).toEqual({ kind: 'inside', href: '#fn-1' });
});

test('everything else shows its host', () => {
  expect(linkTarget('https://example.com/a?b', ORIGIN)).toEqual({
    kind: 'outside',
    href: 'https://example.com/a?b',
    host: 'example.com',
  });
  expect(linkTarget('//evil.example/x', ORIGIN)).toMatchObject({ kind: 'outside', host: 'evil.example' });
  expect(linkTarget('mailto:a@example.com', ORIGIN)).toMatchObject({ kind: 'outside', host: 'a@example.com' });
});

test('a host is shown once, and a false text does not hide it', () => {
  expect(namesHost('https://example.com/docs', 'example.com')).toBe(true);
  expect(namesHost('example.com', 'www.example.com')).toBe(true);
  expect(namesHost('https://example.com.evil.test', 'example.com')).toBe(false);
  expect(namesHost('https://bank.example', 'evil.test')).toBe(false);
});
