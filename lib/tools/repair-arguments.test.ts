import { describe, expect, it } from 'vitest';
import { findRepairs } from '@/lib/tools/argument-repair-contracts';
import type { JsonObject } from '@/lib/tools/contracts';
import { repairArguments } from '@/lib/tools/repair-arguments';

const SCHEMA: JsonObject = {
  type: 'object',
  properties: {
    n: { type: 'integer', minimum: 1, maximum: 100 },
    price: { type: 'number' },
    flag: { type: 'boolean' },
    text: { type: 'string' },
    kind: { enum: [1, 2, 'x'] },
    one: { const: 1 },
    maybe: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
    both: { type: ['integer', 'string'] },
    code: { anyOf: [{ type: 'string', pattern: '^A' }, { type: 'integer' }] },
    lines: { type: 'array', items: { type: 'object', properties: { 'a/b': { type: ['number', 'null'] } } } },
  },
};

describe('repairArguments', () => {
  it.each<[JsonObject, JsonObject]>([
    [{ n: '3' }, { n: 3 }],
    [{ n: '3.0' }, { n: 3 }],
    [{ price: '2.50' }, { price: 2.5 }],
    [{ price: '-0.1' }, { price: -0.1 }],
    [
      { flag: 'true', text: 'true' },
      { flag: true, text: 'true' },
    ],
    [{ flag: 'false' }, { flag: false }],
    [{ kind: '2' }, { kind: 2 }],
    [{ one: '1' }, { one: 1 }],
    [{ maybe: '7' }, { maybe: 7 }],
    [
      { n: '3', lines: [{ 'a/b': '1e3' }, { 'a/b': null }] },
      { n: 3, lines: [{ 'a/b': 1000 }, { 'a/b': null }] },
    ],
  ])('takes %j for %j', (input, repaired) => {
    const before = JSON.stringify(input);
    expect(repairArguments(SCHEMA, input)).toEqual(repaired);
    expect(JSON.stringify(input)).toBe(before);
  });

  it.each<[string, JsonObject]>([
    ['a code with zeros', { n: '007' }],
    ['a blank', { n: '3 ' }],
    ['a plus', { n: '+3' }],
    ['separators', { n: '1,0' }],
    ['a word', { n: 'three' }],
    ['other digits', { n: '３' }],
    ['hexadecimal', { n: '0x3' }],
    ['an empty text', { n: '' }],
    ['a fraction for a whole number', { n: '3.5' }],
    ['a number that no double is', { price: '0.12345678901234567890' }],
    ['digits that would change', { price: '9007199254740993' }],
    ['negative nothing', { price: '-0' }],
    ['NaN', { price: 'NaN' }],
    ['a bound that is broken', { n: '101' }],
    ['yes', { flag: 'yes' }],
    ['True', { flag: 'True' }],
    ['1 for true', { flag: '1' }],
    ['a number for a text', { text: 3 }],
    ['null as a text', { maybe: 'null' }],
    ['a text that another rule refuses', { code: '3' }],
    ['one that is wrong beside one that is not', { n: '3', price: 'much' }],
    ['an unknown argument beside it', { n: '3', other: 1 }],
    ['what fits already', { n: 3, both: '3' }],
  ])('changes nothing of %s', (_what, input) => {
    expect(repairArguments(SCHEMA, input)).toBeNull();
  });
});

it('what was repaired is found again from what was written and what was used', () => {
  expect(
    findRepairs('{"n":"3","lines":[{"a":"1"},{"a":2}],"text":"3"}', { n: 3, lines: [{ a: 1 }, { a: 2 }], text: '3' }),
  ).toEqual([
    { path: ['n'], written: '3', used: 3 },
    { path: ['lines', '0', 'a'], written: '1', used: 1 },
  ]);
  expect(findRepairs('{"n":3}', { n: 3 })).toEqual([]);
  expect(findRepairs('no JSON', null)).toEqual([]);
  expect(findRepairs('', {})).toEqual([]);
});
