import { describe, expect, it } from 'vitest';
import type { JsonObject } from '@/lib/tools/contracts';
import { prepareSchema } from '@/lib/tools/internal/arguments/prepare-schema';

const closed = (schema: JsonObject): JsonObject => prepareSchema(schema, 'tool').schema;

describe('prepareSchema', () => {
  it('closes the root and every object below it that says nothing', () => {
    expect(
      closed({
        properties: {
          a: { type: 'object', properties: { b: {} } },
          list: { type: 'array', items: { type: ['object', 'null'] } },
          text: { type: 'string' },
        },
      }),
    ).toEqual({
      additionalProperties: false,
      properties: {
        a: { type: 'object', properties: { b: {} }, additionalProperties: false },
        list: { type: 'array', items: { type: ['object', 'null'], additionalProperties: false } },
        text: { type: 'string' },
      },
    });
  });

  it('leaves what is said explicitly', () => {
    const open = { type: 'object', additionalProperties: true };
    expect(closed(open)).toEqual(open);
    expect(closed({ type: 'object', additionalProperties: { type: 'string' } })).toEqual({
      type: 'object',
      additionalProperties: { type: 'string' },
    });
    expect(closed({ type: 'object', unevaluatedProperties: true })).toEqual({
      type: 'object',
      unevaluatedProperties: true,
    });
  });

  it('closes composed objects as a whole, not their parts', () => {
    const part = { type: 'object', properties: { a: {} } };
    expect(closed({ type: 'object', allOf: [part], properties: { b: {} } })).toEqual({
      type: 'object',
      allOf: [part],
      properties: { b: {} },
      unevaluatedProperties: false,
    });
    expect(closed({ type: 'object', properties: { x: { $ref: '#/$defs/x' } }, $defs: { x: part } })).toEqual({
      type: 'object',
      properties: { x: { $ref: '#/$defs/x', unevaluatedProperties: false } },
      $defs: { x: part },
      additionalProperties: false,
    });
  });

  it('does not turn conditions round', () => {
    const not = { type: 'object', properties: { a: { type: 'object', properties: {} } } };
    expect(closed({ type: 'object', not })).toEqual({ type: 'object', not, additionalProperties: false });
  });

  it('drops what only describes', () => {
    expect(
      closed({
        $schema: 'http://json-schema.org/draft-07/schema#',
        $id: 'x',
        title: 't',
        type: 'object',
        'x-thing': 1,
        properties: { title: { type: 'string', description: 'd', example: 'e' } },
      }),
    ).toEqual({
      type: 'object',
      properties: { title: { type: 'string' } },
      additionalProperties: false,
    });
  });

  it('leaves limits open, and makes them bind: what they bound has to be there and of a type that is bounded', () => {
    const bound = (limit: JsonObject): JsonObject => prepareSchema(limit, 'limit').schema;
    expect(
      bound({ properties: { city: { enum: ['杭州'] }, amount: { maximum: 100 }, note: {}, never: false } }),
    ).toEqual({
      type: ['object'],
      required: ['city', 'amount'],
      properties: { city: { enum: ['杭州'] }, amount: { type: ['number'], maximum: 100 }, note: {}, never: false },
    });
    const lines = { type: 'array', items: { properties: { price: { maximum: 10, maxLength: 2 } } } };
    expect(
      bound({ type: 'object', properties: { lines }, allOf: [{ properties: { to: { pattern: '^A' } } }] }),
    ).toEqual({
      type: 'object',
      required: ['lines'],
      allOf: [{ type: ['object'], required: ['to'], properties: { to: { type: ['string'], pattern: '^A' } } }],
      properties: {
        lines: {
          type: 'array',
          items: {
            type: ['object'],
            required: ['price'],
            properties: { price: { type: ['string', 'number'], maximum: 10, maxLength: 2 } },
          },
        },
      },
    });
  });

  it('leaves what a limit says itself of what is required, and conditions', () => {
    const limit = {
      type: 'object',
      required: [],
      properties: { days: { type: ['integer', 'null'], maximum: 3 } },
      if: { properties: { a: { maximum: 1 } } },
      then: { type: 'object' },
    };
    expect(prepareSchema(limit, 'limit').schema).toEqual(limit);
  });

  it.each<[string, JsonObject]>([
    ['a reference elsewhere', { type: 'object', properties: { a: { $ref: 'https://evil.test/schema.json' } } }],
    ['a reference to a file', { $ref: 'file:///etc/passwd' }],
    ['a reference relative to nothing', { $ref: 'other.json#/a' }],
    ['a reference that is no text', { $ref: 1 }],
    ['a dynamic reference to nothing', { $dynamicRef: '#a' }],
    ['an anchor that two parts have', { $ref: '#a', $defs: { x: { $anchor: 'a' }, y: { $anchor: 'a' } } }],
    ['an anchor that nothing has', { $ref: '#a' }],
    ['a schema that is text', { properties: { a: 'string' } }],
    ['properties that are a list', { properties: [] }],
    ['too many nodes', { properties: Object.fromEntries(Array.from({ length: 3_001 }, (_, n) => [`p${n}`, {}])) }],
    ['too many characters', { properties: { a: { enum: ['x'.repeat(140_000)] } } }],
  ])('refuses %s', (_what, schema) => {
    expect(() => closed(schema)).toThrow(expect.objectContaining({ code: 'tool-schema-invalid', kind: 'invalid' }));
  });

  it.each([
    ['a misspelt bound', { maxLenght: 3 }],
    ['an unknown keyword', { instanceof: 'Function' }],
  ])('refuses %s where a person wrote it', (_what, words) => {
    const schema = { type: 'object', properties: { a: { type: 'string', ...words } } };
    for (const use of ['own', 'limit'] as const)
      expect(() => prepareSchema(schema, use)).toThrow(expect.objectContaining({ code: 'tool-schema-invalid' }));
    expect(closed(schema)).toEqual({
      type: 'object',
      properties: { a: { type: 'string' } },
      additionalProperties: false,
    });
  });

  it('refuses what is too deep', () => {
    let schema: JsonObject = {};
    for (let n = 0; n < 40; n += 1) schema = { type: 'object', properties: { a: schema } };
    expect(() => closed(schema)).toThrow(expect.objectContaining({ code: 'tool-schema-invalid' }));
  });
});
