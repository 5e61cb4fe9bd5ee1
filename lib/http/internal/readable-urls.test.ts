import { expect, it } from 'vitest';
import { isReadable } from '@/lib/http/internal/readable-urls';

it.each(['/', '/api/me', '/api/x/%E5%AF%86', '/a?b=%zz', 'http://yika.test/api', '/a%20b', '//x'])(
  '%s is read as it is',
  (target) => expect(isReadable(target)).toBe(true),
);
it.each(['*', '', 'x', '/%', '/%zz', '/%ff', '/%ED%A0%80', '/a%?b=c', 'http://['])('%s is no path', (target) =>
  expect(isReadable(target)).toBe(false),
);
