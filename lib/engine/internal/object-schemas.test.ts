import { expect, it } from 'vitest';
import { objectSchemas } from '@/lib/engine/internal/object-schemas';

it('writes booleans where schemas stand as objects, and leaves every other boolean', () => {
  const schema = {
    type: 'object',
    additionalProperties: false,
    default: true,
    properties: {
      extra: true,
      never: false,
      items: { type: 'array', items: true, uniqueItems: true },
      choice: { anyOf: [true, { const: false }] },
      open: { type: 'object', additionalProperties: true },
    },
  };
  expect(objectSchemas(schema)).toEqual({
    ...schema,
    properties: {
      extra: {},
      never: { not: {} },
      items: { type: 'array', items: {}, uniqueItems: true },
      choice: { anyOf: [{}, { const: false }] },
      open: { type: 'object', additionalProperties: true },
    },
  });
});
