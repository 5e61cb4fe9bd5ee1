import { describe, expect, it } from 'vitest';
import type { JsonObject } from '@/lib/tools/contracts';
import { requireKnownNames, unknownNames } from '@/lib/tools/internal/grants/limit-names';

const TOOL: JsonObject = {
  type: 'object', properties: { amount: { type: 'number' } }, allOf: [{ $ref: '#/$defs/more' }], $defs: { more: { type: 'object', properties: { note: { type: 'string' } } } },
};

describe('unknownNames', () => {
  it.each<[string, JsonObject, string[]]>([
    ['what the tool takes, also in its parts', { properties: { amount: { maximum: 3 }, note: { enum: ['a'] } } }, []],
    ['a misspelt one', { properties: { amonut: { maximum: 3 } } }, ['amonut']],
    ['one in a part of the bounds', { anyOf: [{ properties: { amount: { maximum: 3 } } }, { properties: { other: { maximum: 3 } } }] }, ['other']],
    ['what is inside of an argument is not looked at', { properties: { note: { properties: { x: { maximum: 3 } } } } }, []],
  ])('%s', (_what, bounds, unknown) => {
    expect(unknownNames(bounds, TOOL)).toEqual(unknown);
  });

  it('knows nothing unknown of a tool that takes any argument', () => {
    for (const open of [{ additionalProperties: true }, { additionalProperties: { type: 'string' } }, { patternProperties: { '^x': {} } }]) expect(unknownNames({ properties: { x: { maxLength: 3 } } }, { type: 'object', ...open })).toEqual([]);
    expect(unknownNames({ properties: { x: { maxLength: 3 } } }, { type: 'object', additionalProperties: false })).toEqual(['x']);
  });

  it('ends with a schema that is itself', () => {
    expect(unknownNames({ properties: { x: { maxLength: 3 } } }, { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/a' } } })).toEqual([]);
  });
});

it('an argument that a held tool is to have can be bounded before it is accepted', () => {
  const bounds: JsonObject = { properties: { total: { maximum: 3 } } };
  const proposal = { gone: false, description: '', inputSchema: { type: 'object', properties: { total: { type: 'number' } } } } as const;
  expect(() => requireKnownNames(bounds, { inputSchema: TOOL }, null)).toThrow(expect.objectContaining({ code: 'grant-limit-unknown', values: { names: 'total' } }));
  expect(() => requireKnownNames(bounds, { inputSchema: TOOL }, proposal)).not.toThrow();
});
