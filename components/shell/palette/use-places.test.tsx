import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { usePlaces } from '@/components/shell/palette/use-places';
import { renderMarkup } from '@/components/testing/render-markup';

function Hrefs() {
  return usePlaces(true).map(({ href }) => `${href} `);
}

test('an administrator finds every page of the product, except those of one object and of signing in', () => {
  const pages = globSync('app/**/page.tsx').map(
    (file) => `/${file.replace(/^app\//, '').replace(/\/?page\.tsx$/, '')}`,
  );
  const paths = pages.filter((page) => !/\[|\(auth\)/.test(page)).map((page) => page.replace('/(chat)', '') || '/');
  expect(
    renderMarkup('en', <Hrefs />)
      .trim()
      .split(' '),
  ).toEqual(expect.arrayContaining(paths));
  expect(paths).toContain('/admin/tools/sources');
});
