import { expect, it } from 'vitest';
import { carryDrafts } from '@/components/calls/schema/carry-drafts';
import { readSchemaFields } from '@/components/calls/schema/schema-fields';
import type { JsonObject } from '@/lib/tools/contracts';

const fields = (properties: JsonObject) =>
  readSchemaFields({ type: 'object', properties, additionalProperties: false }) ?? [];
const before = fields({
  no: { type: 'string' },
  days: { type: 'integer' },
  carrier: { enum: ['顺丰', '中通'] },
  tags: { type: 'array', items: { type: 'string' } },
  gone: { type: 'string' },
});
const drafts = { no: 'SO-1', days: '3', carrier: '1', tags: ['a', 'b'], gone: 'x' };

it('keeps what was filled in where the argument still takes it', () => {
  const after = fields({
    no: { type: 'string', title: '订单号', maxLength: 3 },
    days: { type: 'number', minimum: 5 },
    carrier: { enum: ['中通', '圆通'] },
    tags: { type: 'array', items: { type: 'string' }, maxItems: 1 },
    fresh: { type: 'string', default: '新的' },
  });
  expect(carryDrafts(before, drafts, after)).toEqual({
    no: 'SO-1',
    days: '3',
    carrier: '0',
    tags: ['a', 'b'],
    fresh: '新的',
  });
});

it('begins anew where it takes something else', () => {
  const after = fields({
    no: { type: 'integer' },
    days: { type: 'string', format: 'date' },
    carrier: { enum: ['圆通'] },
    tags: { type: 'array', items: { type: 'number' } },
  });
  expect(carryDrafts(before, drafts, after)).toEqual({ no: '', days: '', carrier: '', tags: [] });
});
