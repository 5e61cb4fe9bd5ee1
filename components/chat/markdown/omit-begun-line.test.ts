import { expect, test } from 'vitest';
import { omitBegunLine } from '@/components/chat/markdown/omit-begun-line';

test.each(
  ['#', '## ', '-', '- ', '* ', '> ', '>', '3', '12.', '3) ', '---', '===', '|', '**', '```ts\na\n``', '> - '].map(
    (begun) => [begun],
  ),
)('%j says not yet what it will be', (begun) => {
  const kept = omitBegunLine(`一段\n${begun}`);
  expect(kept).toBe(begun.includes('\na') ? '一段\n```ts\na' : '一段');
});

test.each([
  '一段',
  '一段\n# 题',
  '一段\n- 甲',
  '一段\n1. 甲',
  '一段\n```',
  '一段\n```ts',
  '42',
  '3.',
  '一段 -',
  '|a|b|',
])('%j is shown', (text) => {
  expect(omitBegunLine(text)).toBe(text);
});
