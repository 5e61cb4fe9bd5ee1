import { describe, expect, it } from 'vitest';
import { checkArguments, MAX_ARGUMENT_CHARS, parseArguments } from '@/lib/tools/parse-arguments';

describe('parseArguments', () => {
  it.each([
    ['{"city":"杭州","days":2}', { city: '杭州', days: 2 }],
    ['', {}],
    [' \n', {}],
    ['{"n":1e3,"m":-0.5,"k":9007199254740991}', { n: 1000, m: -0.5, k: 9_007_199_254_740_991 }],
    ['{"emoji":"😀"}', { emoji: '😀' }],
  ])('reads %s', (text, value) => {
    expect(parseArguments(text)).toEqual({ ok: true, value });
  });

  it.each([
    ['not JSON', 'city=杭州'],
    ['JSON cut off', '{"city":"杭'],
    ['two objects', '{}{}'],
    ['a comment', '{/* */}'],
    ['a trailing comma', '{"a":1,}'],
    ['single quotes', "{'a':1}"],
    ['a list', '[1]'],
    ['text', '"x"'],
    ['null', 'null'],
    ['a number', '1'],
    ['a number beyond all bounds', '{"a":1e400}'],
    ['a number beyond all bounds, deep', '{"a":[{"b":-1e999}]}'],
    ['digits that a double would change', '{"order":12345678901234567890}'],
    ['digits just past what is exact', '{"order":9007199254740993}'],
    ['digits just past what is exact, written otherwise', '{"order":9007199254740993.0}'],
    ['digits just past what is exact, as a power', '{"order":9.007199254740993e15}'],
    ['2^53, which is 2^53 + 1 as well once it was read', '{"order":9007199254740992}'],
    ['more decimals than a double has', '{"amount":12345678901234567.89}'],
    ['more decimals than a double has, deep', '{"a":[{"b":0.12345678901234567890}]}'],
    ['a NUL', String.raw`{"a":"x\u0000y"}`],
    ['a NUL in a name', String.raw`{"a\u0000":1}`],
    ['half a surrogate pair', String.raw`{"a":"\ud800"}`],
    ['half a surrogate pair in a name', String.raw`{"\udc00":1}`],
    ['a prototype', '{"__proto__":{"admin":true}}'],
    ['a prototype, deep', '{"a":[{"__proto__":null}]}'],
    ['60,000 brackets', `{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}`],
    ['25 levels', `{"a":${'['.repeat(25)}${']'.repeat(25)}}`],
    ['too much', JSON.stringify({ a: 'x'.repeat(MAX_ARGUMENT_CHARS) })],
    ['a Python repr', "{'city': u'x'}"],
    ['NaN', '{"a":NaN}'],
    ['a byte order mark', '\u{FEFF}{}x'],
  ])('refuses %s', (_what, text) => {
    expect(parseArguments(text)).toMatchObject({ ok: false });
  });

  it('names the number that would lose precision', () => {
    const parsed = parseArguments('{"order":12345678901234567890}');
    expect(parsed.ok ? '' : parsed.problem.detail).toContain('12345678901234567890');
    expect(parsed).toMatchObject({
      ok: false,
      problem: { problems: [{ path: [], rule: 'inexact-number', limit: '12345678901234567890' }] },
    });
  });
});

describe('checkArguments', () => {
  it.each([
    [{ a: 'x\0' }],
    [{ a: Number.NaN }],
    [{ a: [2 ** 53] }],
    [{ a: -1e21 }],
    [[]],
    [null],
    ['x'],
    [{ a: { b: '\u{D800}' } }],
    [JSON.parse('{"__proto__":1}') as unknown],
  ])('refuses %j', (value) => {
    expect(checkArguments(value)).toMatchObject({ ok: false });
  });
});
