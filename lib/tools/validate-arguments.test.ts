import { describe, expect, it } from 'vitest';
import type { ArgumentProblem } from '@/lib/tools/argument-problem-contracts';
import type { JsonObject } from '@/lib/tools/contracts';
import { requireUsableSchema, validateArguments } from '@/lib/tools/validate-arguments';

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

  it('tells several problems at once, and not more than fit', () => {
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
  ])('tells people what is wrong, in parts: %j, %j', (properties, input, problems) => {
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
  ])('with %s is used, and what is not checked is told', (_what, schema, notes) => {
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

  it('tells the first notes and counts the rest', () => {
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
