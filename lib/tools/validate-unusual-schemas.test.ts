import { describe, expect, it } from 'vitest';
import type { JsonObject } from '@/lib/tools/contracts';
import { requireUsableSchema, validateArguments } from '@/lib/tools/validate-arguments';

describe('a schema from a server', () => {
  const unchecked = (schema: JsonObject) =>
    requireUsableSchema(schema, 'tool').map(({ code, values }) => [code, ...Object.values(values)]);

  it.each<[string, JsonObject, readonly unknown[]]>([
    [
      'formats of Rust',
      { type: 'object', properties: { page: { type: 'integer', format: 'uint32', minimum: 0 } } },
      [['format-ignored', '/properties/page', 'uint32']],
    ],
    [
      'a format of texts',
      { type: 'object', properties: { color: { type: 'string', format: 'color' } } },
      [['format-ignored', '/properties/color', 'color']],
    ],
    [
      'annotations of editors',
      { type: 'object', properties: { kind: { enum: ['a'], enumDescriptions: ['甲'] } } },
      [['keyword-ignored', '/properties/kind', 'enumDescriptions']],
    ],
    [
      'a bound of nobody',
      { type: 'object', properties: { a: { type: 'string', maxLenght: 3 } } },
      [['keyword-ignored', '/properties/a', 'maxLenght']],
    ],
    [
      'a pattern of another dialect',
      { type: 'object', properties: { code: { type: 'string', pattern: '(?i)^[a-z]+(' } } },
      [['pattern-ignored', '/properties/code', '(?i)^[a-z]+(']],
    ],
    ['a condition without consequence', { type: 'object', if: { required: ['a'] }, properties: { a: {} } }, []],
    [
      'a name that its pattern describes as well',
      { type: 'object', properties: { ab: {} }, patternProperties: { '^a': {} } },
      [],
    ],
    ['null without a type', { type: 'object', properties: { a: { nullable: true, enum: ['x', null] } } }, []],
    [
      'a property that says itself that it is required',
      { type: 'object', properties: { a: { type: 'string', required: true } } },
      [['keyword-ignored', '/properties/a', 'required']],
    ],
  ])('with %s is used, and what is not checked is noted', (_what, schema, notes) => {
    expect(unchecked(schema)).toEqual(notes);
    if (notes.length > 0)
      expect(() => requireUsableSchema(schema, 'own')).toThrow(
        expect.objectContaining({ code: 'tool-schema-invalid' }),
      );
  });

  it('is still checked for everything that is known', () => {
    const schema: JsonObject = {
      type: 'object',
      properties: { page: { type: 'integer', format: 'uint32', minimum: 0, exclusiveMaximum: true, maximum: 9 } },
    };
    expect(validateArguments(schema, 'tool', { page: 8 })).toBeNull();
    for (const page of [-1, 9, '3', 1.5]) expect(validateArguments(schema, 'tool', { page })).not.toBeNull();
  });

  it('lists the first notes and counts the rest', () => {
    const properties = Object.fromEntries(
      Array.from({ length: 50 }, (_, n) => [`p${n}`, { format: 'x'.repeat(1_000) }]),
    );
    const notes = unchecked({ type: 'object', properties });
    expect(notes).toHaveLength(21);
    expect(notes.at(-1)).toEqual(['more', 30]);
    expect(String(notes[0]?.[2])).toHaveLength(200);
  });

  it.each<[string, JsonObject]>([
    [
      'an anchor',
      { type: 'object', properties: { a: { $ref: '#node' } }, $defs: { n: { $anchor: 'node', type: 'integer' } } },
    ],
    [
      'an anchor of an older draft',
      { type: 'object', properties: { a: { $ref: '#node' } }, definitions: { n: { $id: '#node', type: 'integer' } } },
    ],
    [
      'an anchor by the address of the schema',
      {
        $id: 'https://x.test/s',
        type: 'object',
        properties: { a: { $ref: 'https://x.test/s#node' } },
        $defs: { n: { $anchor: 'node', type: 'integer' } },
      },
    ],
    [
      'a part by its address',
      {
        $id: 'https://x.test/s',
        type: 'object',
        properties: { a: { $ref: 'n' } },
        $defs: { n: { $id: 'n', type: 'integer' } },
      },
    ],
    [
      'a pointer inside of a part',
      {
        type: 'object',
        properties: { a: { $ref: 'https://x.test/n#/$defs/i' } },
        $defs: { n: { $id: 'https://x.test/n', $defs: { i: { type: 'integer' } } } },
      },
    ],
    [
      'an anchor below a name with marks',
      {
        type: 'object',
        properties: { a: { $ref: '#node' } },
        $defs: { 'a/b~c 名%': { $anchor: 'node', type: 'integer' } },
      },
    ],
    [
      'a dynamic anchor',
      {
        type: 'object',
        properties: { a: { $dynamicRef: '#node' } },
        $defs: { n: { $dynamicAnchor: 'node', type: 'integer' } },
      },
    ],
    [
      'an argument that is named like a keyword',
      { type: 'object', properties: { a: { $ref: '#enum' }, enum: { $anchor: 'enum', type: 'integer' } } },
    ],
  ])('may refer to %s', (_what, schema) => {
    expect(validateArguments(schema, 'tool', { a: 1 })).toBeNull();
    expect(validateArguments(schema, 'tool', { a: '1' })?.detail).toBe('/a: must be integer');
  });

  it('that contains itself by an anchor is checked all the way down', () => {
    const schema: JsonObject = {
      $anchor: 'tree',
      type: 'object',
      properties: { child: { $ref: '#tree' }, n: { type: 'integer' } },
    };
    expect(validateArguments(schema, 'tool', { child: { child: { n: 1 } } })).toBeNull();
    expect(validateArguments(schema, 'tool', { child: { child: { n: 'x' } } })?.detail).toContain(
      '/child/child/n: must be integer',
    );
  });
});

describe('hostile schemas', () => {
  it.each(['^(a+)+$', '^(a|a)*$', '^(([a-z])+.)+[A-Z]([a-z])+$', '(x+x+)+y', '^(\\w+\\s?)*$'])(
    'a pattern that takes for ever is ended: %s',
    (pattern) => {
      const schema: JsonObject = { type: 'object', properties: { a: { type: 'string', pattern } } };
      const slow = { a: `${pattern.includes('x+') ? 'x'.repeat(5_000) : 'a'.repeat(5_000)}!` };
      expect(() => validateArguments(schema, 'tool', slow)).toThrow(
        expect.objectContaining({ code: 'tool-schema-slow' }),
      );
      // And it is not tried again for a while, whatever the arguments.
      expect(() => validateArguments(schema, 'tool', { a: 'a' })).toThrow(
        expect.objectContaining({ code: 'tool-schema-slow' }),
      );
    },
  );

  it('references that double at every level are ended', () => {
    const $defs = Object.fromEntries(
      Array.from({ length: 28 }, (_, n) => [
        `d${n}`,
        n === 27 ? { type: 'string' } : { allOf: [{ $ref: `#/$defs/d${n + 1}` }, { $ref: `#/$defs/d${n + 1}` }] },
      ]),
    );
    const schema: JsonObject = { type: 'object', properties: { a: { $ref: '#/$defs/d0' } }, $defs };
    expect(() => validateArguments(schema, 'tool', { a: 'x' })).toThrow(/^tool-schema-(slow|invalid)/);
  });

  it.each<[string, JsonObject]>([
    ['a schema that is itself', { $ref: '#' }],
    [
      'two that are each other',
      {
        type: 'object',
        properties: { a: { $ref: '#/$defs/a' } },
        $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } },
      },
    ],
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
    expect(() => requireUsableSchema(schema, 'own')).toThrow(expect.objectContaining({ code: 'tool-schema-invalid' }));
  });

  it('what cannot be compiled is not compiled again for a while', () => {
    const schema: JsonObject = { type: 'object', properties: { remembered: { type: 'text' } } };
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
    const schema: JsonObject = {
      type: 'object',
      properties: { [name]: { type: 'string', enum: [name] } },
      required: [name],
    };
    expect(validateArguments(schema, 'tool', { [name]: name })).toBeNull();
    expect(validateArguments(schema, 'tool', {})?.detail).toContain('must have required property');
  });
});
