import { expect, test } from 'vitest';
import { hashArguments } from '@/lib/tool-calls/internal/argument-hash';

const TOOL = '0199aaaa-0000-7000-8000-000000000001';
const OTHER = '0199aaaa-0000-7000-8000-000000000002';

test('the same arguments in another order, or of another spelling, have the same hash', () => {
  expect(hashArguments(TOOL, { a: 1, b: { c: 'x', d: [1, 2] } })).toBe(
    hashArguments(TOOL, { b: { d: [1, 2], c: 'x' }, a: 1 }),
  );
  expect(hashArguments(TOOL, {})).toMatch(/^[0-9a-f]{64}$/);
});

test('whatever differs, the hash differs', () => {
  const hashes = [
    hashArguments(TOOL, { a: 1 }),
    hashArguments(OTHER, { a: 1 }),
    hashArguments(TOOL, { a: '1' }),
    hashArguments(TOOL, { a: [1] }),
    hashArguments(TOOL, { a: 1, b: null }),
    hashArguments(TOOL, { A: 1 }),
    hashArguments(TOOL, { a: 'é' }),
    hashArguments(TOOL, { a: 'e\u{301}' }),
    hashArguments(TOOL, { a: 1.0000000000000002 }),
    hashArguments(TOOL, {}),
  ];
  expect(new Set(hashes).size).toBe(hashes.length);
});
