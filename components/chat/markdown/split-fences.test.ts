import { expect, test } from 'vitest';
import { splitFences } from '@/components/chat/markdown/split-fences';

const FENCE = '```';
const lines = (...all: readonly string[]) => all.join('\n');
const codeOf = (text: string, isStreaming = false) =>
  splitFences(text, isStreaming)
    .filter(({ isCode }) => isCode)
    .map(({ text: code }) => code);

const README = lines(`${FENCE}markdown`, '# 标题', `${FENCE}bash`, 'npm start', FENCE, '说明', FENCE);

test('a fence in a Markdown fence is a part of it', () => {
  expect(codeOf(lines('看：', '', README, '', '完。'))).toEqual([
    lines('````markdown', '# 标题', `${FENCE}bash`, 'npm start', FENCE, '说明', '````'),
  ]);
});

test('also in one without a language, and in a list', () => {
  expect(codeOf(lines(FENCE, `${FENCE}sh`, 'ls', FENCE, FENCE, '完。'))).toHaveLength(1);
  expect(
    codeOf(lines('1. 项', `   ${FENCE}md`, `   ${FENCE}sh`, '   ls', `   ${FENCE}`, `   ${FENCE}`, '完。')),
  ).toHaveLength(1);
});

test('where the fences do not pair up, the rest of the answer stays prose', () => {
  const text = lines(`${FENCE}markdown`, '# 标题', `${FENCE}bash`, 'npm start', FENCE, '', '完。');
  expect(splitFences(text, false).at(-1)).toEqual({ text: lines('', '完。'), isCode: false });
  expect(codeOf(text)).toEqual([lines(`${FENCE}markdown`, '# 标题', `${FENCE}bash`, 'npm start', FENCE)]);
});

test('while it is written, what stands behind a nested fence is still code', () => {
  expect(splitFences(lines(`${FENCE}markdown`, `${FENCE}bash`, 'npm start', FENCE, '## 用法'), true)).toHaveLength(1);
});

test('two fences one after the other are two', () => {
  expect(codeOf(lines(`${FENCE}js`, 'a', FENCE, '文', `${FENCE}py`, 'b', FENCE))).toHaveLength(2);
});

test('an ornament of tildes is no fence', () => {
  expect(codeOf('~~~ 谢谢 ~~~\n好')).toEqual([]);
  expect(codeOf('~~~sh\nls\n~~~')).toHaveLength(1);
});

test.each([README, '一\n\n二', '', `${FENCE}\n开`])('the pieces are the text: %j', (text) => {
  const joined = splitFences(text, false)
    .map((piece) => piece.text)
    .join('\n');
  expect(joined.replaceAll('````', FENCE)).toBe(text);
});
