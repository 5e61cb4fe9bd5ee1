import { expect, it } from 'vitest';
import { readSchemaFields } from '@/components/calls/schema/schema-fields';
import type { JsonObject } from '@/lib/tools/contracts';

const object = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({ type: 'object', properties, ...more });
const kindsOf = (schema: JsonObject) =>
  readSchemaFields(schema)?.map((field) => [field.name, field.kind, field.required]);

it('reads every kind of field, and a part that a form cannot show as JSON', () => {
  const schema = object(
    {
      day: { type: 'string', format: 'date' },
      count: { type: 'integer', minimum: 1 },
      state: { enum: ['open', 'closed'] },
      isUrgent: { type: 'boolean' },
      lines: { type: 'array', items: { type: 'string' } },
      address: { type: 'object', properties: { city: { type: 'string' } } },
      either: { oneOf: [{ type: 'string' }, { type: 'number' }] },
      anything: { type: 'object' },
    },
    { required: ['day', 'lines'] },
  );
  expect(kindsOf(schema)).toEqual([
    ['day', 'text', true],
    ['count', 'number', false],
    ['state', 'choice', false],
    ['isUrgent', 'choice', false],
    ['lines', 'list', true],
    ['address', 'group', false],
    ['either', 'json', false],
    ['anything', 'json', false],
  ]);
});

it('follows references inside the document, and ends where they go in a circle', () => {
  const definitions = {
    Place: { type: 'string', title: 'Place' },
    Loop: { $ref: '#/$defs/Loop' },
    'a/b': { type: 'number' },
  };
  const schema = object(
    { at: { $ref: '#/$defs/Place', title: 'Where' }, loop: { $ref: '#/$defs/Loop' }, n: { $ref: '#/$defs/a~1b' } },
    { $defs: definitions },
  );
  expect(readSchemaFields(schema)).toMatchObject([
    { name: 'at', kind: 'text', label: 'Where' },
    { name: 'loop', kind: 'json', label: 'loop' },
    { name: 'n', kind: 'number' },
  ]);
  expect(kindsOf(object({ far: { $ref: 'https://evil.example/x.json' } }))).toEqual([['far', 'json', false]]);
});

it('an optional field that may be null is a field that is left out', () => {
  expect(
    readSchemaFields(object({ a: { anyOf: [{ type: 'string' }, { type: 'null' }] }, b: { type: ['number', 'null'] } })),
  ).toMatchObject([{ kind: 'text' }, { kind: 'number' }]);
});

it('is deeper than a form can show: JSON', () => {
  const nest = (levels: number): JsonObject =>
    levels === 0 ? { type: 'string' } : { type: 'object', properties: { in: nest(levels - 1) } };
  const deepest = (levels: number): string => {
    let field = readSchemaFields(object({ in: nest(levels) }))?.[0];
    while (field?.kind === 'group') field = field.fields[0];
    return field?.kind ?? 'none';
  };
  expect(deepest(3)).toBe('text');
  expect(deepest(4)).toBe('json');
});

it('null where the schema as a whole is no form; no fields where it takes nothing', () => {
  expect(readSchemaFields({ type: 'object' })).toBeNull();
  expect(readSchemaFields({ type: 'object', additionalProperties: false })).toEqual([]);
  expect(readSchemaFields({ type: 'object', properties: {}, oneOf: [{}] })).toBeNull();
  expect(readSchemaFields({ type: 'string' })).toBeNull();
});
