import { describe, expect, it } from 'vitest';
import { memberText } from '@/lib/tools/internal/arguments/member-text';
import { requireExactArguments } from '@/lib/tools/require-exact-arguments';

describe('memberText', () => {
  it.each([
    ['{"arguments":{"n":9007199254740993}}', '{"n":9007199254740993}'],
    ['{"id":"a", "arguments" : { "a" : [1, {"arguments": 2}] } , "z": {}}', '{ "a" : [1, {"arguments": 2}] }'],
    [String.raw`{"\u0061rguments":1}`, '1'],
    ['{"arguments":1,"arguments":2}', '2'],
    [String.raw`{"text":"\"arguments\":{},","arguments":"a, }"}`, '"a, }"'],
    ['{"other":{"arguments":1}}', undefined],
    ['{"a":"arguments"}', undefined],
    ['[{"arguments":1}]', undefined],
    ['"arguments"', undefined],
  ])('of %s is %s', (json, written) => {
    expect(memberText(json, 'arguments')).toBe(written);
  });
});

describe('requireExactArguments', () => {
  it.each([
    ['a number that is another one once it is read', '{"arguments":{"order":9007199254740993}}'],
    ['decimals that are lost', '{"arguments":{"a":[0.12345678901234567890]}}'],
    ['a number without end', '{"arguments":{"a":1e400}}'],
    ['a prototype', '{"arguments":{"__proto__":{"admin":true}}}'],
    ['a prototype, deep', '{"arguments":{"a":[{"__proto__":1}]}}'],
    ['a prototype, written otherwise', String.raw`{"arguments":{"__\u0070roto__":1}}`],
    ['half a surrogate pair', String.raw`{"arguments":{"a":"\ud800"}}`],
    ['too many levels', `{"arguments":{"a":${'['.repeat(30)}${']'.repeat(30)}}}`],
    ['the last of two', '{"arguments":{},"arguments":{"a":9007199254740993}}'],
  ])('refuses %s', (_what, body) => {
    expect(() => requireExactArguments(body)).toThrow(
      expect.objectContaining({ code: 'tool-arguments-invalid', kind: 'invalid' }),
    );
  });

  it('takes everything else, and bodies without arguments', () => {
    for (const body of [
      '{"arguments":{"a":0.1,"b":"9007199254740993"},"other":9007199254740993}',
      '{"decision":"refuse"}',
      '[]',
    ])
      expect(() => requireExactArguments(body)).not.toThrow();
  });
});
