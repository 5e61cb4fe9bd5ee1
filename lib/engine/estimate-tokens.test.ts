import { describe, expect, it } from 'vitest';
import { estimateTokens } from '@/lib/engine/estimate-tokens';

/**
 * Counted with Qwen3's tokenizer rules on paper: whole words and common Chinese words are one token, digits one each.
 */
describe('estimateTokens', () => {
  it.each([
    ['', 0],
    ['你好', 1],
    ['这张卡一次只服务两三个请求，其余的人按公平的次序等。', 17],
    ['The quick brown fox jumps over the lazy dog.', 10],
    ['2026-11-22', 10],
    ['a = b + c;\n', 7],
    ['\n\n\n', 1],
    ['😀', 1],
  ])('is never under for %j', (text, real) => {
    expect(estimateTokens(text)).toBeGreaterThanOrEqual(real);
  });

  it('is never above the bytes', () => {
    for (const text of ['中文', 'abc', 'a b  c    d', '\n\t ', 'ÀÉÎ', '😀😀', '١٢٣', 'ไทย', '한국어']) {
      expect(estimateTokens(text)).toBeLessThanOrEqual(Buffer.byteLength(text));
    }
  });

  it('is not wildly high for prose', () => {
    expect(estimateTokens('The company serves hundreds of people with one graphics card. '.repeat(20))).toBeLessThan(
      20 * 11 * 2,
    );
    expect(estimateTokens('这张卡一次只服务两三个请求，其余的人按公平的次序等。'.repeat(20))).toBeLessThanOrEqual(
      20 * 26,
    );
  });

  it('grows with its text', () => {
    const text = 'Yika 一卡: 3 slots, 71,500 tokens.\n';
    expect(estimateTokens(text + text)).toBeGreaterThan(estimateTokens(text));
  });
});
