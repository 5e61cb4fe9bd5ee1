import { describe, expect, it } from 'vitest';
import { storableJson, storableText } from '@/lib/db/storable-text';

describe('storableJson', () => {
  it.each([
    { text: 'a\0b' },
    { text: '\ud83d' },
    { text: '\ude00x' },
    { text: 'pair \ud83d\ude00 stays' },
    { text: '\\u0000 in words' },
    { text: '\\\0' },
    { text: '\\\\\ud83d"\n' },
    { text: 'C:\\udata\\new' },
    { text: '"\\"' },
    { text: '\u0001\u001f' },
    { list: ['\0', { deep: '\udfff' }], n: 1.5, no: null, yes: true },
  ])('marks what cannot be stored and nothing else: %j', (value) => {
    const expected = JSON.stringify(value, (_name, member: unknown) =>
      typeof member === 'string' ? storableText(member) : member,
    );
    expect(JSON.parse(storableJson(value))).toEqual(JSON.parse(expected));
  });

  it('marks it in the names of members too', () => {
    expect(JSON.parse(storableJson({ 'a\0': { '\ud83d': 1 } }))).toEqual({ 'a\u{FFFD}': { '\u{FFFD}': 1 } });
  });
});
