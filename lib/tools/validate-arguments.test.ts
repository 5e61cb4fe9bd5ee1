import { describe, expect, it } from 'vitest';
import type { ArgumentProblem } from '@/lib/tools/argument-problem-contracts';
import type { JsonObject } from '@/lib/tools/contracts';
import { validateArguments } from '@/lib/tools/validate-arguments';

const WEATHER: JsonObject = {
  type: 'object',
  properties: {
    city: { type: 'string', minLength: 1, maxLength: 20 },
    days: { type: 'integer', minimum: 1, maximum: 7 },
    unit: { enum: ['c', 'f'] },
    when: { type: 'string', format: 'date' },
    mail: { type: 'string', format: 'email' },
    place: { type: 'object', properties: { lat: { type: 'number' } }, required: ['lat'] },
    tags: { type: 'array', items: { type: 'string' }, maxItems: 2, uniqueItems: true },
    code: { type: 'string', pattern: '^[A-Z]{2}\\d{4}$' },
  },
  required: ['city'],
};

describe('validateArguments', () => {
  it('lets through what fits, as it is', () => {
    const input = {
      city: '杭州',
      days: 2,
      unit: 'c',
      when: '2026-11-22',
      place: { lat: 30.2 },
      tags: ['a', 'b'],
      code: 'AB1234',
    };
    const before = JSON.stringify(input);
    expect(validateArguments(WEATHER, 'tool', input)).toBeNull();
    expect(JSON.stringify(input)).toBe(before);
  });

  it.each<[string, JsonObject, string]>([
    ['a missing property', {}, "arguments: must have required property 'city'"],
    ['an unknown property', { city: 'x', citty: 'y' }, 'arguments: unknown property "citty"'],
    ['an unknown property below', { city: 'x', place: { lat: 1, lng: 2 } }, '/place: unknown property "lng"'],
    ['a number as text', { city: 'x', days: '2' }, '/days: must be integer'],
    ['text as a number', { city: 3 }, '/city: must be string'],
    ['a fraction', { city: 'x', days: 1.5 }, '/days: must be integer'],
    ['a boolean as text', { city: true }, '/city: must be string'],
    ['null', { city: null }, '/city: must be string'],
    ['one value for a list', { city: 'x', tags: 'a' }, '/tags: must be array'],
    ['too long', { city: 'x'.repeat(21) }, '/city: must NOT have more than 20 characters'],
    ['too short', { city: '' }, '/city: must NOT have fewer than 1 characters'],
    ['below the range', { city: 'x', days: 0 }, '/days: must be >= 1'],
    ['above the range', { city: 'x', days: 8 }, '/days: must be <= 7'],
    ['none of the values', { city: 'x', unit: 'k' }, '/unit: must be one of ["c","f"]'],
    ['another spelling of a value', { city: 'x', unit: 'C' }, '/unit: must be one of ["c","f"]'],
    ['no date', { city: 'x', when: '2026-02-30' }, '/when: must match format "date"'],
    ['no address', { city: 'x', mail: 'a@' }, '/mail: must match format "email"'],
    ['no match', { city: 'x', code: 'AB1234\nDROP' }, '/code: must match pattern'],
    ['too many', { city: 'x', tags: ['a', 'b', 'c'] }, '/tags: must NOT have more than 2 items'],
    ['twice the same', { city: 'x', tags: ['a', 'a'] }, '/tags: must NOT have duplicate items'],
    ['an inherited name', { city: 'x', constructor: 'y' }, 'arguments: unknown property "constructor"'],
    ['another inherited name', { city: 'x', toString: 'y' }, 'arguments: unknown property "toString"'],
  ])('refuses %s, precisely', (_what, input, problem) => {
    expect(validateArguments(WEATHER, 'tool', input)?.detail).toContain(problem);
  });

  it('reports several problems at once, and not more than fit', () => {
    expect(validateArguments(WEATHER, 'tool', { city: 1, days: 'x' })?.detail.split('; ')).toHaveLength(2);
    expect(
      validateArguments(
        WEATHER,
        'tool',
        Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`bad${n}`.padEnd(200, 'x'), 1])),
      )?.detail.length,
    ).toBeLessThanOrEqual(500);
  });

  it.each<[JsonObject, JsonObject, ArgumentProblem[]]>([
    [{}, {}, [{ path: ['city'], rule: 'required', title: '城市' }]],
    [{}, { city: 'x', citty: 1 }, [{ path: ['citty'], rule: 'unknown' }]],
    [{}, { city: 3 }, [{ path: ['city'], rule: 'type', title: '城市', limit: 'string' }]],
    [
      { note: { type: ['string', 'null'] } },
      { city: 'x', note: 3 },
      [{ path: ['note'], rule: 'type', limit: 'string, null' }],
    ],
    [
      { unit: { title: '单位', enum: ['c', 1] } },
      { city: 'x', unit: 'k' },
      [{ path: ['unit'], rule: 'enum', title: '单位', limit: 'c, 1' }],
    ],
    [{ kind: { const: 'a' } }, { city: 'x', kind: 'b' }, [{ path: ['kind'], rule: 'const', limit: 'a' }]],
    [{ n: { minimum: 1 } }, { city: 'x', n: 0 }, [{ path: ['n'], rule: 'minimum', limit: 1 }]],
    [{ n: { maximum: 1 } }, { city: 'x', n: 2 }, [{ path: ['n'], rule: 'maximum', limit: 1 }]],
    [{ n: { exclusiveMinimum: 0 } }, { city: 'x', n: 0 }, [{ path: ['n'], rule: 'above', limit: 0 }]],
    [{ n: { exclusiveMaximum: 0 } }, { city: 'x', n: 0 }, [{ path: ['n'], rule: 'below', limit: 0 }]],
    [{ n: { multipleOf: 5 } }, { city: 'x', n: 3 }, [{ path: ['n'], rule: 'multipleOf', limit: 5 }]],
    [{ t: { minLength: 2 } }, { city: 'x', t: 'a' }, [{ path: ['t'], rule: 'minLength', limit: 2 }]],
    [{ t: { maxLength: 2 } }, { city: 'x', t: 'abc' }, [{ path: ['t'], rule: 'maxLength', limit: 2 }]],
    [{ t: { pattern: '^a$' } }, { city: 'x', t: 'b' }, [{ path: ['t'], rule: 'pattern', limit: '^a$' }]],
    [{ t: { format: 'date' } }, { city: 'x', t: 'b' }, [{ path: ['t'], rule: 'format', limit: 'date' }]],
    [{ l: { minItems: 1 } }, { city: 'x', l: [] }, [{ path: ['l'], rule: 'minItems', limit: 1 }]],
    [{ l: { maxItems: 1 } }, { city: 'x', l: [1, 2] }, [{ path: ['l'], rule: 'maxItems', limit: 1 }]],
    [{ l: { uniqueItems: true } }, { city: 'x', l: [1, 1] }, [{ path: ['l'], rule: 'uniqueItems' }]],
    [
      { v: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
      { city: 'x', v: 1 },
      [{ path: ['v'], rule: 'alternatives' }],
    ],
    [{ v: { not: { type: 'string' } } }, { city: 'x', v: 'a' }, [{ path: ['v'], rule: 'not' }]],
    [
      { o: { type: 'object', minProperties: 1 } },
      { city: 'x', o: {} },
      [{ path: ['o'], rule: 'other', limit: 'minProperties' }],
    ],
    [
      {
        lines: {
          type: 'array',
          title: '商品',
          items: { type: 'object', properties: { price: { type: 'number', title: '新价' } } },
        },
      },
      { city: 'x', lines: [{ price: 1 }, { price: 'x' }] },
      [{ path: ['lines', '1', 'price'], rule: 'type', title: '商品 › 2 › 新价', limit: 'number' }],
    ],
  ])('describes what is wrong, in parts: %j, %j', (properties, input, problems) => {
    expect(
      validateArguments(
        { type: 'object', properties: { city: { type: 'string', title: '城市' }, ...properties }, required: ['city'] },
        'tool',
        input,
      )?.problems,
    ).toEqual(problems);
  });

  it('counts characters as people do', () => {
    expect(
      validateArguments({ properties: { a: { type: 'string', maxLength: 2 } } }, 'tool', { a: '😀😀' }),
    ).toBeNull();
  });

  it('closes what is composed', () => {
    const schema: JsonObject = {
      type: 'object',
      allOf: [{ properties: { a: { type: 'string' } } }, { $ref: '#/$defs/b' }],
      $defs: { b: { properties: { b: { type: 'number' } } } },
    };
    expect(validateArguments(schema, 'tool', { a: 'x', b: 1 })).toBeNull();
    expect(validateArguments(schema, 'tool', { a: 'x', c: 1 })?.detail).toBe('arguments: unknown property "c"');
  });

  it('takes any property where the schema says so', () => {
    expect(
      validateArguments({ type: 'object', additionalProperties: true }, 'tool', { anything: [1, { more: true }] }),
    ).toBeNull();
  });

  it('bounds only what a limit names', () => {
    const limit: JsonObject = { properties: { amount: { maximum: 100 } } };
    expect(validateArguments(limit, 'limit', { amount: 100, note: 'x' })).toBeNull();
    expect(validateArguments(limit, 'limit', { amount: 101 })?.detail).toBe('/amount: must be <= 100');
    expect(validateArguments(limit, 'limit', {})?.detail).toBe("arguments: must have required property 'amount'");
    for (const amount of [null, '5000', [5_000], { value: 5_000 }])
      expect(validateArguments(limit, 'limit', { amount })?.detail, JSON.stringify(amount)).toBe(
        '/amount: must be number',
      );
    expect(validateArguments({ required: [], ...limit }, 'limit', {})).toBeNull();
  });

  it('knows both ways to write a list of items', () => {
    const old: JsonObject = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      properties: { p: { type: 'array', items: [{ type: 'string' }, { type: 'number' }], additionalItems: false } },
    };
    const young: JsonObject = {
      type: 'object',
      properties: { p: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }], items: false } },
    };
    for (const schema of [old, young]) {
      expect(validateArguments(schema, 'tool', { p: ['a', 1] })).toBeNull();
      expect(validateArguments(schema, 'tool', { p: ['a', 1, 2] })).not.toBeNull();
      expect(validateArguments(schema, 'tool', { p: [1] })).not.toBeNull();
    }
  });
});
