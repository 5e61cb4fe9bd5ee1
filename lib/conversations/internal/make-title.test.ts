import { expect, test } from 'vitest';
import { makeTitle } from '@/lib/conversations/internal/make-title';

test.each([
  ['显存不够怎么办？\n我用的是 3090', '显存不够怎么办？'],
  ['请帮我写一封邮件。收件人是王总。', '请帮我写一封邮件'],
  ['How do I reset it? Thanks.', 'How do I reset it?'],
  ['Upgrade to v1.2.3 today', 'Upgrade to v1.2.3 today'],
  ['\n\n  ## **季度**总结\n正文', '季度总结'],
  ['- [ ] 第一项\n- 第二项', '第一项'],
  ['> 引用的话', '引用的话'],
  ['1. 看 [文档](https://intranet/x)', '看 文档'],
  ['```python\nprint(1)\n```', 'print(1)'],
  ['snake_case_name 和 2 * 3 * 4', 'snake_case_name 和 2 * 3 * 4'],
  ['用 `npm start` 启动', '用 npm start 启动'],
  ['？？？', '？？？'],
  ['\u202Eabc\u0007 def', 'abc def'],
])('%j becomes %j', (text, title) => {
  expect(makeTitle(text)).toBe(title);
});

test('is at most 40 characters as people count them, and never splits one', () => {
  const family = '👨‍👩‍👧‍👦';
  const title = makeTitle(family.repeat(60));
  expect(title).toBe(`${family.repeat(39)}…`);
  expect(makeTitle('字'.repeat(40))).toBe('字'.repeat(40));
  expect(makeTitle('字'.repeat(41))).toBe(`${'字'.repeat(39)}…`);
});

test('is never empty for a text that is not', () => {
  for (const text of ['```', '---', '# ', '🙂', '...', '-', '**', '>', '\u200B'])
    expect(makeTitle(text), text).not.toBe('');
});
