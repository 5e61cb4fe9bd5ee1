import { expect, it } from 'vitest';
import type { JsonObject } from '@/lib/tools/contracts';
import { requireKnownNames } from '@/lib/tools/limit-names';

const TOOL: JsonObject = {
  type: 'object',
  properties: { amount: { type: 'number' }, to: { type: 'object', properties: { city: { type: 'string' } } } },
};

it('names the path of what the tool does not take', () => {
  const bounds: JsonObject = {
    properties: { amonut: { maximum: 3 }, to: { properties: { ctiy: { const: '杭州' } } } },
  };
  expect(() => requireKnownNames(bounds, { inputSchema: TOOL }, null)).toThrow(
    expect.objectContaining({ code: 'grant-limit-unknown', values: { names: 'amonut, to › ctiy' } }),
  );
});

it('an argument that a quarantined tool is to have can be bounded before it is accepted', () => {
  const bounds: JsonObject = { properties: { total: { maximum: 3 } } };
  const proposal = {
    gone: false,
    description: '',
    inputSchema: { type: 'object', properties: { total: { type: 'number' } } },
  } as const;
  expect(() => requireKnownNames(bounds, { inputSchema: TOOL }, null)).toThrow(
    expect.objectContaining({ code: 'grant-limit-unknown', values: { names: 'total' } }),
  );
  expect(() => requireKnownNames(bounds, { inputSchema: TOOL }, proposal)).not.toThrow();
});
