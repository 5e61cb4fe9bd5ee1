import { describe, expect, it } from 'vitest';
import { parseExactJson } from '@/components/calls/result/exact-json';

describe('parseExactJson', () => {
  it('keeps every digit of a number that JavaScript cannot represent', () => {
    expect(parseExactJson('{"id": 1234567890123456789, "n": 12, "price": 1.10, "e": 1e400}')).toEqual({
      id: '1234567890123456789',
      n: 12,
      price: '1.10',
      e: '1e400',
    });
  });

  it('leaves digits and quotes inside of texts alone', () => {
    expect(parseExactJson('["1.10 \\" 1.20", "\\\\", -0.5]')).toEqual(['1.10 " 1.20', '\\', -0.5]);
  });

  it('is undefined for what is not JSON', () => {
    expect(parseExactJson('{"cut": "he')).toBeUndefined();
    expect(parseExactJson('')).toBeUndefined();
  });
});
