import { globSync } from 'node:fs';
import { pinyin } from 'pinyin-pro';
import { expect, test } from 'vitest';
import { SHORTCUT_IDS } from '@/components/lib/shortcut-keys';
import { usePlaces } from '@/components/shell/palette/use-places';
import { renderMarkup } from '@/components/testing/render-markup';
import { catalogue } from '@/lib/i18n/catalogue';

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

const han = (text: string): string => text.replace(/[^\p{Script=Han}]/gu, '');

test('the Chinese name of every page and command is found by its pinyin and by the initials of it', () => {
  const { places, shortcuts } = catalogue.zh.shell;
  const named = [
    ...Object.values(places).map(({ name, words }) => [name, words] as const),
    ...SHORTCUT_IDS.flatMap((id) => (id === 'palette' ? [] : [[shortcuts.names[id], shortcuts.words[id]] as const])),
  ];
  expect(named.length).toBeGreaterThan(20);
  for (const [name, words] of named) {
    const syllables = pinyin(han(name), { toneType: 'none', type: 'array', v: true });
    expect(words.split(' '), name).toEqual(
      expect.arrayContaining([syllables.map(([initial]) => initial).join(''), syllables.join('')]),
    );
  }
});
