import { expect, test } from 'vitest';
import { completeMarks } from '@/components/chat/markdown/complete-marks';

test.each([
  ['这是**重点', '这是**重点**'],
  ['这是**重点*', '这是**重点**'],
  ['**重点**和**第', '**重点**和**第**'],
  ['~~旧', '~~旧~~'],
  ['**粗 ~~旧', '**粗 ~~旧~~**'],
  ['用 `npm', '用 `npm`'],
  ['**用 `npm', '**用 `npm`**'],
  ['| **甲** | **乙', '| **甲** | **乙**'],
  ['见 [文档](https://exa', '见 [文档](streamdown:incomplete-link)'],
  ['见 [文档](', '见 [文档](streamdown:incomplete-link)'],
  ['`a[b](h', '`a[b](h`'],
  ['![图](https://exa', '![图](streamdown:incomplete-image)'],
])('%j is ended as %j', (begun, ended) => {
  expect(completeMarks(begun)).toBe(ended);
});

test.each([
  '2**10',
  '120*60',
  '27~28',
  'a~~b',
  '数组 a[0',
  'f[i](x',
  '** 空',
  '用 `**` 表示',
  '\\**不',
  '第一行**\n第二行',
  '*斜',
])('%j stays', (text) => {
  expect(completeMarks(text)).toBe(text);
});

test('a mark at the very end waits', () => {
  expect(completeMarks('27~')).toBe('27');
  expect(completeMarks('**重点**')).toBe('**重点**');
});
