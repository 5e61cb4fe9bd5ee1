import { expect, test } from 'vitest';
import { parseSearchQuery } from '@/lib/conversations/internal/search-query';

test('asks for the pairs of Chinese words and the beginnings of others', () => {
  expect(parseSearchQuery('显存占用 vLLM')?.tsquery).toBe(`'显存' & '存占' & '占用' & 'vllm'`);
  expect(parseSearchQuery('显')?.tsquery).toBe(`'显'`);
  expect(parseSearchQuery('ＧＰＵ显存')).toEqual({ parts: [{ kind: 'word', text: 'gpu' }, { kind: 'cjk', text: '显存' }], phrase: 'gpu显存', tsquery: `'gpu' & '显存'` });
});

test('is null where nothing can be looked up', () => {
  for (const text of ['', '   ', '??', '，。', '🙂', '\ud800']) expect(parseSearchQuery(text), JSON.stringify(text)).toBeNull();
});

test('cannot break out of its lexemes', () => {
  for (const text of [`a' | 'b`, `a\\' | b`, 'a:* & !b', `') --`, '<-> (x']) {
    expect(parseSearchQuery(text)?.tsquery ?? `'x'`).toMatch(/^'[\p{L}\p{N}]+'( & '[\p{L}\p{N}]+')*$/u);
  }
});

test('takes at most twelve parts', () => {
  expect(parseSearchQuery('a b c d e f g h i j k l m n o')?.parts).toHaveLength(12);
});
