import { describe, expect, it } from 'vitest';
import { fitsForm, readDrafts, startDrafts, type DraftGroup } from '@/components/calls/schema/drafts';
import { readSchemaFields, type SchemaField } from '@/components/calls/schema/schema-fields';
import type { JsonObject } from '@/lib/tools/contracts';

const fieldsOf = (
  properties: JsonObject,
  required: readonly string[] = [],
  more: JsonObject = {},
): readonly SchemaField[] => {
  const fields = readSchemaFields({
    type: 'object',
    properties,
    required: [...required],
    additionalProperties: false,
    ...more,
  });
  if (fields === null) throw new Error('no form');
  return fields;
};
const errorsOf = (fields: readonly SchemaField[], drafts: DraftGroup) =>
  Object.fromEntries([...readDrafts(fields, drafts).errors].map(([path, { code }]) => [path, code]));

describe('readSchemaFields', () => {
  it('knows texts, numbers, choices, lists and groups, follows references, and takes "or null" away', () => {
    const fields = fieldsOf(
      {
        city: { type: 'string', title: '城市' },
        days: { type: 'integer', default: 3 },
        unit: { enum: ['c', 'f'] },
        ok: { type: 'boolean' },
        on: { type: ['string', 'null'], format: 'date' },
        phones: { type: 'array', items: { type: 'string' } },
        to: { $ref: '#/$defs/address' },
        note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      },
      ['city'],
      { $defs: { address: { type: 'object', properties: { street: { type: 'string' } } } } },
    );
    expect(fields.map(({ kind }) => kind)).toEqual([
      'text',
      'number',
      'choice',
      'choice',
      'text',
      'list',
      'group',
      'text',
    ]);
    expect(fields[0]).toMatchObject({ label: '城市', required: true });
    expect(fields[1]).toMatchObject({ whole: true, required: false, initial: 3 });
  });

  it('leaves what is unusual to JSON, the field or the whole', () => {
    expect(
      fieldsOf({ filter: { oneOf: [{ type: 'string' }, { type: 'number' }] }, free: { type: 'object' }, any: {} }).map(
        ({ kind }) => kind,
      ),
    ).toEqual(['json', 'json', 'json']);
    expect(readSchemaFields({ type: 'object', properties: {}, allOf: [{ required: ['a'] }] })).toBeNull();
    expect(readSchemaFields({ type: 'object' })).toBeNull();
    expect(readSchemaFields({ type: 'object', additionalProperties: false })).toEqual([]);
    expect(readSchemaFields({ type: 'object', properties: {} })).toEqual([]);
  });

  it('ends at a schema that contains itself', () => {
    const fields = readSchemaFields({
      type: 'object',
      properties: { node: { $ref: '#/$defs/node' } },
      $defs: { node: { type: 'object', properties: { child: { $ref: '#/$defs/node' } } } },
    });
    expect(JSON.stringify(fields)).toContain('"kind":"json"');
    expect(readSchemaFields({ type: 'object', properties: { loop: { $ref: '#/properties/loop' } } })).toMatchObject([
      { kind: 'json' },
    ]);
  });
});

describe('readDrafts', () => {
  it('leaves out what is empty and optional, in groups too', () => {
    const fields = fieldsOf({
      a: { type: 'string' },
      n: { type: 'number' },
      to: { type: 'object', properties: { street: { type: 'string' } }, required: ['street'] },
    });
    expect(readDrafts(fields, startDrafts(fields, {}, true))).toEqual({ value: {}, errors: new Map() });
  });

  it('reads what was typed as the schema’s types, full-width digits too', () => {
    const fields = fieldsOf({
      n: { type: 'integer' },
      ok: { type: 'boolean' },
      unit: { enum: ['c', 'f'] },
      tags: { type: 'array', items: { type: 'string' } },
    });
    expect(readDrafts(fields, { n: '１２', ok: '1', unit: '0', tags: ['a', 'b'] }).value).toEqual({
      n: 12,
      ok: false,
      unit: 'c',
      tags: ['a', 'b'],
    });
  });

  it('reports each error at its field', () => {
    const fields = fieldsOf(
      {
        name: { type: 'string', minLength: 2, maxLength: 3 },
        code: { type: 'string', pattern: '^A\\d+$' },
        n: { type: 'integer', minimum: 1, exclusiveMaximum: 10 },
        on: { type: 'string', format: 'date' },
        tags: { type: 'array', items: { type: 'integer' }, maxItems: 2 },
        to: { type: 'object', properties: { street: { type: 'string' } }, required: ['street'] },
        free: {},
      },
      ['name', 'to'],
    );
    expect(
      errorsOf(fields, { name: '', code: 'b', n: '1.5', on: '2026-13-40', tags: ['1', 'x'], to: {}, free: '{' }),
    ).toEqual({
      name: 'required',
      code: 'pattern',
      n: 'whole',
      on: 'date',
      'tags.1': 'number',
      'to.street': 'required',
      free: 'json',
    });
    expect(errorsOf(fields, { name: '一二三四', n: '10', tags: ['1', '2', '3'], to: { street: 's' } })).toEqual({
      name: 'maxLength',
      n: 'below',
      tags: 'maxItems',
    });
    // Characters, not UTF-16 units.
    expect(errorsOf(fields, { name: '👍', to: { street: 's' } })).toEqual({ name: 'minLength' });
  });
});

describe('numbers that a browser would change', () => {
  const fields = fieldsOf({ n: { type: 'integer' }, price: { type: 'number' }, free: {} });

  it('are refused and named, as a number and inside of JSON', () => {
    const { value, errors } = readDrafts(fields, {
      n: '９007199254740993',
      price: '0.12345678901234567890',
      free: '{"ids": [1, 9007199254740993]}',
    });
    expect(value).toEqual({});
    expect(Object.fromEntries(errors)).toEqual({
      n: { code: 'inexact', limit: '9007199254740993' },
      price: { code: 'inexact', limit: '0.12345678901234567890' },
      free: { code: 'inexact', limit: '9007199254740993' },
    });
    expect(readDrafts(fields, { n: '9007199254740991', price: '1.50', free: '"9007199254740993"' }).value).toEqual({
      n: 9_007_199_254_740_991,
      price: 1.5,
      free: '9007199254740993',
    });
  });

  it('do not go into a form that cannot show them', () => {
    expect(fitsForm(fields, { n: 2 ** 53 })).toBe(false);
  });
});

describe('fitsForm', () => {
  const fields = fieldsOf(
    {
      a: { type: 'string', default: 'x' },
      n: { type: 'number' },
      to: { type: 'object', properties: { street: { type: 'string' } } },
    },
    ['a'],
  );

  it('says whether a form shows all of the arguments as they are', () => {
    expect(fitsForm(fields, { a: 'y', n: 2, to: { street: 's' } })).toBe(true);
    expect(fitsForm(fields, { a: 'y', hidden: 1 })).toBe(false);
    expect(fitsForm(fields, { a: 'y', to: { street: 's', hidden: 1 } })).toBe(false);
    expect(fitsForm(fields, { a: 'y', n: '2' })).toBe(false);
    expect(fitsForm(fields, { a: 'y', to: {} })).toBe(false);
    expect(fitsForm(fields, { n: 2 })).toBe(false);
  });
});
