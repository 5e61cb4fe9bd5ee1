import { describe, expect, it } from 'vitest';
import {
  countUnfinished,
  EMPTY_ROW,
  EMPTY_SCHEMA,
  isTwice,
  readRows,
  writeRows,
} from '@/components/admin/tools/form/schema-rows';

const schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  properties: {
    order: { type: 'string', title: '订单号', description: '例如 A1', pattern: '^A\\d+$' },
    days: { type: 'integer', minimum: 1, default: 3 },
    carrier: { type: 'string', enum: ['顺丰', '中通'] },
    urgent: { type: 'boolean' },
    on: { type: 'string', format: 'date' },
    tags: { type: 'array', items: { type: 'string' }, maxItems: 3 },
  },
  required: ['order'],
  additionalProperties: false,
};

describe('the builder', () => {
  it('gives a schema back as it was, with what it does not show', () => {
    const rows = readRows(schema);
    expect(rows?.rows[0]).toMatchObject({ title: '订单号', description: '例如 A1', rest: { pattern: '^A\\d+$' } });
    expect(rows?.rows.map(({ name, kind, required }) => [name, kind, required])).toEqual([
      ['order', 'text', true],
      ['days', 'whole', false],
      ['carrier', 'choice', false],
      ['urgent', 'yesNo', false],
      ['on', 'date', false],
      ['tags', 'texts', false],
    ]);
    expect(rows === null ? null : writeRows(rows)).toEqual(schema);
    expect(readRows(EMPTY_SCHEMA)).toEqual({ rows: [], rest: { additionalProperties: false } });
  });

  it('is not for what it can not show', () => {
    for (const odd of [
      { type: 'object', properties: { a: { type: ['string', 'null'] } } },
      { type: 'object', properties: { a: { type: 'object', properties: {} } } },
      { type: 'object', properties: { a: { enum: [1, 2] } } },
      { type: 'object', properties: { a: { type: 'string', title: 1 } } },
      { type: 'object', properties: { a: { type: 'string', format: 'ipv4' } } },
      { type: 'object', properties: { a: { type: 'array', items: { type: 'string', maxLength: 3 } } } },
      { type: 'object', properties: { a: { type: 'string', enum: ['a\nb'] } } },
      { type: 'object', properties: {}, required: ['b'] },
      { type: 'array' },
    ])
      expect(readRows(odd)).toBeNull();
  });

  it('counts the rows that cannot be in the schema: no name, and a name that another row has', () => {
    const rows = ['a', '', 'b', 'a', ''].map((name, index) => ({ ...EMPTY_ROW, name, title: String(index) }));
    expect(countUnfinished({ rows, rest: {} })).toBe(3);
    expect(rows.map((_, index) => isTwice(rows, index))).toEqual([false, false, false, true, false]);
    expect(writeRows({ rows, rest: {} }).properties).toEqual({
      a: { type: 'string', title: '0' },
      b: { type: 'string', title: '2' },
    });
    expect(countUnfinished({ rows: rows.slice(0, 1), rest: {} })).toBe(0);
  });

  it('leaves out what has no name yet, and choices said twice', () => {
    expect(
      writeRows({ rows: [EMPTY_ROW, { ...EMPTY_ROW, name: 'c', kind: 'choice', choices: ' a \n\na\nb' }], rest: {} }),
    ).toEqual({
      type: 'object',
      properties: { c: { type: 'string', enum: ['a', 'b'] } },
      required: ['c'],
    });
  });
});
