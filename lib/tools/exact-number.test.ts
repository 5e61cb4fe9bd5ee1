import { describe, expect, it } from 'vitest';
import { findInexactNumber, isExactNumber } from '@/lib/tools/exact-number-contracts';

describe('isExactNumber', () => {
  it.each([
    '0',
    '-0',
    '7',
    '-3.50',
    '007',
    '.5',
    '+5',
    '1e3',
    '1.5E-7',
    '1000000.00',
    '0.1',
    '0.30000000000000004',
    '19.99',
    '9007199254740991',
    '-9007199254740991',
    '2251799813685249.5',
    '5e-324',
  ])('takes %s', (written) => {
    expect(isExactNumber(written)).toBe(true);
  });

  it.each([
    '9007199254740992',
    '9007199254740993',
    '-9007199254740993',
    '9007199254740993.0',
    '9.007199254740993e15',
    '12345678901234567890',
    '1e21',
    '12345678901234567.89',
    '0.12345678901234567890',
    '0.1000000000000000055',
    '4503599627370497.5',
    '100000000000000.001',
    '1e400',
    '1e-400',
    'x',
    'Infinity',
  ])('refuses %s', (written) => {
    expect(isExactNumber(written)).toBe(false);
  });
});

it('findInexactNumber looks at numbers alone, not inside of texts', () => {
  expect(findInexactNumber('{"a":"9007199254740993","b\\"9007199254740993":[1,2.50,-1e3]}')).toBeNull();
  expect(findInexactNumber('{"a":[{"b":1,"c":-9007199254740993}],"d":1e400}')).toBe('-9007199254740993');
});
