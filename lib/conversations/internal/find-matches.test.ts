import { describe, expect, test } from 'vitest';
import { cutSnippet, withoutMarks } from '@/lib/conversations/internal/cut-snippet';
import { findMatches } from '@/lib/conversations/internal/find-matches';
import { parseSearchQuery } from '@/lib/conversations/internal/search-query';

function marked(text: string, query: string): string[] {
  const parts = parseSearchQuery(query)?.parts ?? [];
  return findMatches(text, parts).map(({ start, end }) => text.slice(start, end));
}

describe('findMatches', () => {
  test('marks each part of the query in the original text', () => {
    expect(marked('这张 GPU 的显存不够，显存要 24GB', 'gpu显存')).toEqual(['GPU', '显存', '显存']);
  });

  test('marks the original characters where folding changes lengths', () => {
    expect(marked('ﬁle ＧＰＵ ㎏ İstanbul ｶﾞｽ', 'gpu')).toEqual(['ＧＰＵ']);
    expect(marked('see ﬁle', 'file')).toEqual(['ﬁle']);
    expect(marked('ﬁle', 'fil')).toEqual(['ﬁl']);
    expect(marked('都市ｶﾞｽです', 'ガス')).toEqual(['ｶﾞｽ']);
    expect(marked('Cafe\u0301 au lait', 'café')).toEqual(['Cafe\u0301']);
  });

  test('marks words at their beginning or at the beginning of a part, not inside', () => {
    expect(marked('concatenate cat Category', 'cat')).toEqual(['cat', 'Cat']);
    expect(marked('getUserName username', 'name')).toEqual(['Name']);
    expect(marked('HTTPServer RTX3090', 'server 3090')).toEqual(['Server', '3090']);
  });

  test('never overlaps', () => {
    expect(marked('显存存', '显存 存')).toEqual(['显存', '存']);
  });
});

describe('cutSnippet', () => {
  const cut = (text: string, query: string) => {
    const { snippet, highlights } = cutSnippet(text, findMatches(text, parseSearchQuery(query)?.parts ?? []));
    return { snippet, words: highlights.map(([start, end]) => snippet.slice(start, end)) };
  };

  test('shows a short text whole, on one line', () => {
    expect(cut('第一行\n显存', '显存')).toEqual({ snippet: '第一行 显存', words: ['显存'] });
  });

  test('shows the stretch with most parts, with an ellipsis at both ends', () => {
    const text = `${'显存很大。'.repeat(60)}这里说 GPU 与显存${'，后面还有'.repeat(60)}`;
    const { snippet, words } = cut(text, 'gpu 显存');
    expect(snippet.startsWith('…') && snippet.endsWith('…')).toBe(true);
    expect(words).toContain('GPU');
    expect(snippet.length).toBeLessThanOrEqual(142);
  });

  test('reads like the answer, without the marks of Markdown', () => {
    expect(withoutMarks('## 说明\n这是**很**重要的 `显存`，2 * 3 = 6\n```ts\n#tag')).toBe(
      '说明\n这是很重要的 显存，2 * 3 = 6\nts\n#tag',
    );
  });

  test('shows the beginning of a text without matches', () => {
    expect(cut('一二三', 'x').snippet).toBe('一二三');
  });

  test('never cuts a character in two', () => {
    const { snippet } = cut(`${'𠮷'.repeat(200)}显存${'𠮷'.repeat(200)}`, '显存');
    expect(snippet.isWellFormed()).toBe(true);
  });
});
