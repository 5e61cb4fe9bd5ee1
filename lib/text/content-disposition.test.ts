import { expect, test } from 'vitest';
import { contentDisposition } from '@/lib/text/content-disposition';

test('names a download in Chinese and in ASCII', () => {
  expect(contentDisposition(`显存"(1)'.md`)).toBe(
    `attachment; filename="__(1)'.md"; filename*=UTF-8''%E6%98%BE%E5%AD%98%22%281%29%27.md`,
  );
});
