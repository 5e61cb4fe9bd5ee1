import { describe, expect, test } from 'vitest';
import { MAX_TOKENS, searchTokens, wordToken } from '@/lib/conversations/search-tokens';

describe('searchTokens', () => {
  test('takes Chinese apart into characters and neighbouring pairs, within punctuation', () => {
    expect(searchTokens('显存不够，怎么')).toEqual([
      '显',
      '存',
      '不',
      '够',
      '显存',
      '存不',
      '不够',
      '怎',
      '么',
      '怎么',
    ]);
  });

  test('takes mixed text apart where the script changes, with or without a space', () => {
    expect(new Set(searchTokens('GPU显存'))).toEqual(new Set(['gpu', '显', '存', '显存']));
    expect(new Set(searchTokens('GPU 显存'))).toEqual(new Set(['gpu', '显', '存', '显存']));
  });

  test('finds words by their beginnings from three letters on', () => {
    expect(searchTokens('config ok')).toEqual(['con', 'conf', 'confi', 'config', 'ok']);
  });

  test('finds the parts of identifiers and of words with digits', () => {
    expect(searchTokens('getUserName')).toEqual(
      expect.arrayContaining(['get', 'getu', 'use', 'user', 'username', 'nam', 'name']),
    );
    expect(searchTokens('HTTPServer')).toEqual(expect.arrayContaining(['http', 'server']));
    expect(searchTokens('RTX3090')).toEqual(expect.arrayContaining(['rtx', 'rtx3090', '3090']));
    expect(searchTokens('max_model_len')).toEqual(expect.arrayContaining(['max', 'model', 'len']));
  });

  test('does not mind width and case', () => {
    expect(searchTokens('ＧＰＵ')).toEqual(searchTokens('gpu'));
    expect(searchTokens('ｶﾞ')).toEqual(searchTokens('ガ'));
    expect(searchTokens('ΟΔΟΣ')).toEqual(searchTokens('οδος'));
  });

  test('keeps characters outside the basic plane whole', () => {
    expect(searchTokens('𠮷野家')).toEqual(['𠮷', '野', '家', '𠮷野', '野家']);
  });

  test('has nothing for punctuation, symbols and emoji', () => {
    expect(searchTokens('??? —— 🙂 「」、・ \n')).toEqual([]);
  });

  test('is bounded', () => {
    const text = Array.from({ length: 30_000 }, (_, index) =>
      String.fromCodePoint(0x4e00 + ((index * 7919) % 20_000)),
    ).join('');
    expect(searchTokens(text)).toHaveLength(MAX_TOKENS);
    expect(searchTokens('aB3'.repeat(30_000)).length).toBeLessThan(200);
    expect(Math.max(...searchTokens('a'.repeat(500)).map((token) => token.length))).toBe(64);
  });
});

describe('wordToken', () => {
  test('is always one of the tokens of a text that begins with the word', () => {
    const word = 'tk20261122000000000000000000000000000000000000000000000000000000000001';
    for (let length = 3; length <= word.length; length += 1)
      expect(searchTokens(word)).toContain(wordToken(word.slice(0, length)));
    expect(searchTokens('ai')).toContain(wordToken('ai'));
  });
});
