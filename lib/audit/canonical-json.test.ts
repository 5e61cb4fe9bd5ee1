import { describe, expect, it } from 'vitest';
import { canonicalJson } from '@/lib/audit/canonical-json';

describe('canonicalJson', () => {
  it('writes the examples of RFC 8785', () => {
    // Sections 3.2.2 and 3.2.3 of the RFC.
    expect(
      canonicalJson({
        numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
        string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"\/',
        literals: [null, true, false],
      }),
    ).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
    expect(
      canonicalJson({
        '\u20ac': 'Euro Sign',
        '\r': 'Carriage Return',
        '\ufb33': 'Hebrew Letter Dalet With Dagesh',
        1: 'One',
        '\u{1F600}': 'Emoji: Grinning Face',
        '\u0080': 'Control',
        '\u00f6': 'Latin Small Letter O With Diaeresis',
      }),
    ).toBe(
      '{"\\r":"Carriage Return","1":"One","\u0080":"Control","ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","\u{1F600}":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    );
  });

  it('leaves out what JSON leaves out and uses toJSON', () => {
    expect(canonicalJson({ b: undefined, a: new Date(0), c: [undefined] })).toBe(
      '{"a":"1970-01-01T00:00:00.000Z","c":[null]}',
    );
    expect(canonicalJson(undefined)).toBe('null');
    expect(canonicalJson(-0)).toBe('0');
  });

  it('replaces halves of surrogate pairs, also in names', () => {
    expect(canonicalJson({ '\uD800': '\uDC00x' })).toBe('{"\u{FFFD}":"\u{FFFD}x"}');
  });

  it('refuses what JSON cannot say', () => {
    for (const value of [{ a: 1n }, [Number.NaN], { a: Number.POSITIVE_INFINITY }])
      expect(() => canonicalJson(value)).toThrow(TypeError);
  });
});
