import { expect, test } from 'vitest';
import { findCitationMarks } from '@/lib/text/citation-marks';
import { holdBegunMark } from '@/lib/text/hold-begun-mark';

const read = (text: string): string[] =>
  findCitationMarks(text).map(
    ({ start, end, file, name, places }) =>
      `${text.slice(start, end)} ${file ?? name ?? '-'} ${places.map(({ unit, number }) => `${unit}${number}`).join(',')}`,
  );

test.each([
  ['付款[1:p3]。', '[1:p3] 1 p3'],
  ['付款[2：p3-5, p9]', '[2：p3-5, p9] 2 p3,p4,p5,p9'],
  ['paid [p7]', '[p7] - p7'],
  ['付款【1:p3】', '【1:p3】 1 p3'],
  ['付款[合同 p3]', '[合同 p3] 合同 p3'],
  ['付款[合同.pdf 第3页]', '[合同.pdf 第3页] 合同.pdf p3'],
  ['付款[第 3 页]', '[第 3 页] - p3'],
  ['付款[1:s12]', '[1:s12] 1 s12'],
  ['付款[1:p3、p4]', '[1:p3、p4] 1 p3,p4'],
])('%s', (text, expected) => {
  expect(read(text)).toEqual([expected]);
});

test.each([
  '[1] 脚注',
  '[2026-03-15]',
  '[p3](https://x.example/p3)',
  '数组 a[3]',
  '[x] done',
  '[ppt 3]',
  '[GB/T 19001]',
])('%s is no mark', (text) => {
  expect(read(text)).toEqual([]);
});

test('code that looks like marks is code', () => {
  expect(read('见[1:p1]。\n```ts\nx[1:p2]\n```\n和`[1:p3]`以及 ``a`[1:p4]`` 后[1:p5]')).toEqual([
    '[1:p1] 1 p1',
    '[1:p5] 1 p5',
  ]);
  expect(read('[1:p1]\n```\n[1:p2]')).toEqual(['[1:p1] 1 p1']);
});

test('a range is bounded', () => {
  expect(findCitationMarks('[1:p1-9999]')[0]?.places).toHaveLength(20);
});

test('while an answer is written a mark that has begun is not shown', () => {
  const answer = '付款三十天[1:p3]，验收[2:p4]。';
  const shown = Array.from(answer, (_, index) => holdBegunMark(answer.slice(0, index + 1)));
  expect(shown.every((text) => !/\[[^\]]*$/.test(text))).toBe(true);
  expect(shown.at(-1)).toBe(answer);
  expect(holdBegunMark('a[1\nb')).toBe('a[1\nb');
});
