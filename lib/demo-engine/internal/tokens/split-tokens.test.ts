import { describe, expect, it } from 'vitest';

import { countTokens, splitTokens } from '@/lib/demo-engine/internal/tokens/split-tokens';

const TEXTS = [
  '',
  '你好，世界！今天天气不错。',
  'Hello, world! Internationalization of 12345 tokens.\n\n  indented\tcode();\r\n',
  '混合 mixed 文本 with 数字 42 and emoji 👩‍👩‍👧‍👦🎉 and accents café',
  'broken surrogate \ud83d end',
  '😀'.repeat(10),
];

describe('splitTokens', () => {
  it.each(TEXTS)('gives %j back when joined', (text) => {
    expect(splitTokens(text).join('')).toBe(text);
    expect(countTokens(text)).toBe(splitTokens(text).length);
  });

  it('never cuts a surrogate pair', () => {
    for (const token of splitTokens('a😀b🎉')) expect(token).not.toMatch(/^[\udc00-\udfff]|[\ud800-\udbff]$/);
  });

  it('is about as dense as Qwen', () => {
    const chinese = '公司的客服每天要回答大量关于订单物流和退款的问题'.repeat(20);
    expect(chinese.length / countTokens(chinese)).toBeGreaterThan(1.2);
    expect(chinese.length / countTokens(chinese)).toBeLessThan(1.9);
    const english = 'The service desk answers many questions about orders and refunds every day. '.repeat(20);
    expect(english.length / countTokens(english)).toBeGreaterThan(3.5);
    expect(english.length / countTokens(english)).toBeLessThan(6);
  });
});
