import { expect, test } from 'vitest';
import { parseSearchQuery } from '@/lib/conversations/internal/search-query';

test('asks for the pairs of Chinese words and the beginnings of others', () => {
  expect(parseSearchQuery('显存占用 vLLM')?.tokens).toEqual(['显存', '存占', '占用', 'vllm']);
  expect(parseSearchQuery('显')?.tokens).toEqual(['显']);
  expect(parseSearchQuery('ＧＰＵ显存')).toEqual({
    parts: [
      { kind: 'word', text: 'gpu' },
      { kind: 'cjk', text: '显存' },
    ],
    phrase: 'gpu显存',
    tokens: ['gpu', '显存'],
  });
});

test('is null where nothing can be looked up', () => {
  for (const text of ['', '   ', '??', '，。', '🙂', '\ud800'])
    expect(parseSearchQuery(text), JSON.stringify(text)).toBeNull();
});

test('its tokens contain letters and digits alone, so that no text becomes syntax', () => {
  for (const text of [`a' | 'b`, `a\\' | b`, 'a:* & !b', `') --`, '<-> (x']) {
    for (const token of parseSearchQuery(text)?.tokens ?? []) expect(token).toMatch(/^[\p{L}\p{N}\p{M}]+$/u);
  }
});

test('takes at most twelve parts', () => {
  expect(parseSearchQuery('a b c d e f g h i j k l m n o')?.parts).toHaveLength(12);
});
