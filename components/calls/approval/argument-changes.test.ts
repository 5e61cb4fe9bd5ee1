import { expect, it } from 'vitest';
import { argumentChanges } from '@/components/calls/approval/argument-changes';
import type { JsonObject } from '@/lib/tools/contracts';

it('lists each value that was changed, added or removed', () => {
  const before = { order: 'A1', amount: 100, to: { name: '王', phones: ['1', '2'] }, note: null };
  const after = { order: 'A1', amount: 80, to: { name: '王', phones: ['1'] }, note: null, fast: true };
  expect(argumentChanges(before, after)).toEqual([
    { path: ['amount'], before: 100, after: 80 },
    { path: ['to', 'phones', '1'], before: '2', after: undefined },
    { path: ['fast'], before: undefined, after: true },
  ]);
  expect(argumentChanges(before, structuredClone(before))).toEqual([]);
  expect(argumentChanges({ a: '1' }, { a: 1 })).toEqual([{ path: ['a'], before: '1', after: 1 }]);
  expect(argumentChanges({}, JSON.parse('{"constructor": "a", "__proto__": {"b": 1}}') as JsonObject)).toEqual([
    { path: ['constructor'], before: undefined, after: 'a' },
    { path: ['__proto__'], before: undefined, after: { b: 1 } },
  ]);
});
