import { describe, expect, it } from 'vitest';
import type { JsonObject } from '@/lib/tools/contracts';
import { requireUsableSchema, validateArguments } from '@/lib/tools/internal/arguments/validate-arguments';

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
    const input = { city: '杭州', days: 2, unit: 'c', when: '2026-11-22', place: { lat: 30.2 }, tags: ['a', 'b'], code: 'AB1234' };
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
    expect(validateArguments(WEATHER, 'tool', input)).toContain(problem);
  });

  it('tells several problems at once, and not more than fit', () => {
    expect(validateArguments(WEATHER, 'tool', { city: 1, days: 'x' })?.split('; ')).toHaveLength(2);
    expect(validateArguments(WEATHER, 'tool', Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`bad${n}`.padEnd(200, 'x'), 1])))?.length).toBeLessThanOrEqual(500);
  });

  it('counts characters as people do', () => {
    expect(validateArguments({ properties: { a: { type: 'string', maxLength: 2 } } }, 'tool', { a: '😀😀' })).toBeNull();
  });

  it('closes what is composed', () => {
    const schema: JsonObject = { type: 'object', allOf: [{ properties: { a: { type: 'string' } } }, { $ref: '#/$defs/b' }], $defs: { b: { properties: { b: { type: 'number' } } } } };
    expect(validateArguments(schema, 'tool', { a: 'x', b: 1 })).toBeNull();
    expect(validateArguments(schema, 'tool', { a: 'x', c: 1 })).toBe('arguments: unknown property "c"');
  });

  it('takes any property where the schema says so', () => {
    expect(validateArguments({ type: 'object', additionalProperties: true }, 'tool', { anything: [1, { more: true }] })).toBeNull();
  });

  it('bounds only what a limit names', () => {
    const limit: JsonObject = { properties: { amount: { maximum: 100 } } };
    expect(validateArguments(limit, 'limit', { amount: 100, note: 'x' })).toBeNull();
    expect(validateArguments(limit, 'limit', { amount: 101 })).toBe('/amount: must be <= 100');
    expect(validateArguments(limit, 'limit', {})).toBe("arguments: must have required property 'amount'");
    for (const amount of [null, '5000', [5_000], { value: 5_000 }]) expect(validateArguments(limit, 'limit', { amount }), JSON.stringify(amount)).toBe('/amount: must be number');
    expect(validateArguments({ required: [], ...limit }, 'limit', {})).toBeNull();
  });

  it('knows both ways to write a list of items', () => {
    const old: JsonObject = { $schema: 'http://json-schema.org/draft-07/schema#', type: 'object', properties: { p: { type: 'array', items: [{ type: 'string' }, { type: 'number' }], additionalItems: false } } };
    const young: JsonObject = { type: 'object', properties: { p: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }], items: false } } };
    for (const schema of [old, young]) {
      expect(validateArguments(schema, 'tool', { p: ['a', 1] })).toBeNull();
      expect(validateArguments(schema, 'tool', { p: ['a', 1, 2] })).not.toBeNull();
      expect(validateArguments(schema, 'tool', { p: [1] })).not.toBeNull();
    }
  });
});

describe('hostile schemas', () => {
  it.each(['^(a+)+$', '^(a|a)*$', '^(([a-z])+.)+[A-Z]([a-z])+$', '(x+x+)+y', '^(\\w+\\s?)*$'])('a pattern that takes for ever is ended: %s', (pattern) => {
    const schema: JsonObject = { type: 'object', properties: { a: { type: 'string', pattern } } };
    const slow = { a: `${pattern.includes('x+') ? 'x'.repeat(5_000) : 'a'.repeat(5_000)}!` };
    expect(() => validateArguments(schema, 'tool', slow)).toThrow(expect.objectContaining({ code: 'tool-schema-slow' }));
    // And it is not tried again for a while, whatever the arguments.
    expect(() => validateArguments(schema, 'tool', { a: 'a' })).toThrow(expect.objectContaining({ code: 'tool-schema-slow' }));
  });

  it('references that double at every level are ended', () => {
    const $defs = Object.fromEntries(Array.from({ length: 28 }, (_, n) => [`d${n}`, n === 27 ? { type: 'string' } : { allOf: [{ $ref: `#/$defs/d${n + 1}` }, { $ref: `#/$defs/d${n + 1}` }] }]));
    const schema: JsonObject = { type: 'object', properties: { a: { $ref: '#/$defs/d0' } }, $defs };
    expect(() => validateArguments(schema, 'tool', { a: 'x' })).toThrow(/^tool-schema-(slow|invalid)/);
  });

  it.each<[string, JsonObject]>([
    ['a schema that is itself', { $ref: '#' }],
    ['two that are each other', { type: 'object', properties: { a: { $ref: '#/$defs/a' } }, $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } }],
  ])('%s does not end the process', (_what, schema) => {
    expect(() => validateArguments(schema, 'tool', { a: 'x' })).toThrow(expect.objectContaining({ kind: 'invalid' }));
  });

  it.each<[string, JsonObject]>([
    ['no pattern', { type: 'object', properties: { a: { type: 'string', pattern: '(' } } }],
    ['an unknown format', { type: 'object', properties: { a: { type: 'string', format: 'colour' } } }],
    ['an unknown type', { type: 'object', properties: { a: { type: 'text' } } }],
    ['a reference to nothing', { type: 'object', properties: { a: { $ref: '#/$defs/none' } } }],
    ['a bound that is no number', { type: 'object', properties: { a: { type: 'string', maxLength: 'many' } } }],
    ['code in a name', { type: 'object', required: 'a' }],
  ])('%s cannot be used', (_what, schema) => {
    expect(() => requireUsableSchema(schema, 'tool')).toThrow(expect.objectContaining({ code: 'tool-schema-invalid' }));
  });

  it('what cannot be compiled is not compiled again for a while', () => {
    const schema: JsonObject = { type: 'object', properties: { remembered: { type: 'string', pattern: '(' } } };
    const failure = (): unknown => {
      try {
        requireUsableSchema(schema, 'tool');
      } catch (error) {
        return error;
      }
      return null;
    };
    const first = failure();
    expect(first).toMatchObject({ code: 'tool-schema-invalid' });
    // The same failure, not another one that looks like it.
    expect(failure()).toBe(first);
  });

  it('names that look like code stay names', () => {
    const name = '"];process.exit(1);//';
    const schema: JsonObject = { type: 'object', properties: { [name]: { type: 'string', enum: [name] } }, required: [name] };
    expect(validateArguments(schema, 'tool', { [name]: name })).toBeNull();
    expect(validateArguments(schema, 'tool', {})).toContain('must have required property');
  });
});
