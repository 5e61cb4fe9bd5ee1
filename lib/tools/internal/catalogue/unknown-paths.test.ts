import { describe, expect, it } from 'vitest';
import type { JsonObject } from '@/lib/tools/contracts';
import { unknownPaths } from '@/lib/tools/internal/catalogue/unknown-paths';

const TOOL: JsonObject = {
  type: 'object',
  properties: {
    amount: { type: 'number' },
    free: {},
    anything: true,
    bag: { type: 'object', additionalProperties: true },
    closed: { type: 'object' },
    to: { type: 'object', properties: { city: { type: 'string' }, geo: { $ref: '#/$defs/geo' } } },
    lines: {
      type: 'array',
      items: { anyOf: [{ type: 'object', properties: { sku: { type: 'string' } } }, { $ref: '#/$defs/geo' }] },
    },
    pair: {
      type: 'array',
      prefixItems: [{ type: 'object', properties: { left: {} } }],
      items: { type: 'object', properties: { more: {} } },
    },
    node: { $ref: '#/$defs/node' },
  },
  allOf: [{ $ref: '#/$defs/more' }],
  $defs: {
    more: {
      type: 'object',
      properties: { note: { type: 'string' }, to: { type: 'object', properties: { zip: { type: 'string' } } } },
    },
    geo: { type: 'object', properties: { lat: { type: 'number' } } },
    node: { type: 'object', properties: { name: { type: 'string' }, child: { $ref: '#/$defs/node' } } },
  },
};
const inside = (name: string, properties: JsonObject): JsonObject => ({ properties: { [name]: { properties } } });

describe('unknownPaths', () => {
  it.each<[string, JsonObject, string[]]>([
    ['what the tool takes, also in its parts', { properties: { amount: { maximum: 3 }, note: { enum: ['a'] } } }, []],
    ['a misspelt one', { properties: { amonut: { maximum: 3 } } }, ['amonut']],
    [
      'one in a part of the bounds',
      { anyOf: [{ properties: { amount: { maximum: 3 } } }, { properties: { other: { maximum: 3 } } }] },
      ['other'],
    ],
    ['one that is only required', { required: ['amount', 'amonut'] }, ['amonut']],
    [
      'what is inside of an argument',
      inside('to', { city: { enum: ['杭州'] }, zip: { pattern: '^3' }, geo: { properties: { lat: { minimum: 3 } } } }),
      [],
    ],
    ['a misspelt one inside of an argument', inside('to', { ctiy: { enum: ['杭州'] } }), ['to › ctiy']],
    ['one that is required there', { properties: { to: { required: ['city', 'ctiy'] } } }, ['to › ctiy']],
    [
      'one deeper, by a reference',
      inside('to', { geo: { properties: { lat: {}, long: { minimum: 3 } } } }),
      ['to › geo › long'],
    ],
    [
      'one in the items of a list',
      {
        properties: {
          lines: { items: { properties: { sku: { enum: ['a'] }, lat: { minimum: 1 }, skuu: { enum: ['a'] } } } },
        },
      },
      ['lines › skuu'],
    ],
    [
      'one in what a list has to contain',
      { properties: { lines: { contains: { properties: { skuu: { const: 'a' } } } } } },
      ['lines › skuu'],
    ],
    [
      'one in a list of places',
      { properties: { pair: { prefixItems: [{ properties: { left: {}, right: { const: 1 } } }] } } },
      ['pair › right'],
    ],
    [
      'by a reference of the bounds',
      { properties: { to: { $ref: '#/$defs/place' } }, $defs: { place: { properties: { ctiy: { const: 'a' } } } } },
      ['to › ctiy'],
    ],
    [
      'inside of a number or a text there is nothing',
      { properties: { amount: { properties: { x: { maximum: 3 } } }, note: { properties: { y: { maximum: 3 } } } } },
      ['amount › x', 'note › y'],
    ],
    ['nor in an object that takes nothing', inside('closed', { x: { maximum: 3 } }), ['closed › x']],
    [
      'where the tool does not say what it takes, anything is known',
      {
        properties: {
          free: { properties: { x: { maximum: 3 } } },
          anything: { properties: { x: { maximum: 3 } } },
          bag: { properties: { x: { maximum: 3 } } },
        },
      },
      [],
    ],
    [
      'in a schema that contains itself',
      inside('node', { child: { properties: { child: { properties: { nmae: { const: 'a' } } } } } }),
      ['node › child › child › nmae'],
    ],
  ])('%s', (_what, bounds, unknown) => {
    expect(unknownPaths(bounds, TOOL)).toEqual(unknown);
  });

  it('knows nothing unknown of a tool that takes any argument', () => {
    for (const open of [
      { additionalProperties: true },
      { additionalProperties: { type: 'string' } },
      { patternProperties: { '^x': {} } },
    ])
      expect(unknownPaths({ properties: { x: { maxLength: 3 } } }, { type: 'object', ...open })).toEqual([]);
    expect(
      unknownPaths({ properties: { x: { maxLength: 3 } } }, { type: 'object', additionalProperties: false }),
    ).toEqual(['x']);
    expect(unknownPaths({ properties: { x: { maxLength: 3 } } }, {})).toEqual(['x']);
  });

  it('ends with schemas that are themselves, on both sides', () => {
    expect(
      unknownPaths({ properties: { x: { maxLength: 3 } } }, { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/a' } } }),
    ).toEqual(['x']);
    const round: JsonObject = {
      type: 'object',
      properties: Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, { $ref: '#' }])),
    };
    expect(unknownPaths(round, round)).toEqual([]);
  });
});
