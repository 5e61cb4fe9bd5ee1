import { expect, it } from 'vitest';
import { formatAuditValue, type ValueWords } from '@/components/admin/audit/format-audit-value';

const words: ValueWords = {
  key: (name) => `k:${name}`,
  valuesOf: (name) => new Map(name === 'role' ? [['agent', '客服']] : []),
  flag: (value) => (value ? '是' : '否'),
  change: (before, after) => `${before} → ${after}`,
  fact: (name, value) => `${name}=${value}`,
};

it.each([
  ['enabled', true, '是'],
  ['role', 'agent', '客服'],
  ['name', 'agent', 'agent'],
  ['role', ['agent', 'other'], '客服, other'],
  ['role', { before: 'agent', after: 'admin' }, '客服 → admin'],
  ['changes', { role: { before: 'admin', after: 'agent' }, enabled: false }, 'k:role=admin → 客服\nk:enabled=否'],
])('%s: in words where it has some', (name, value, expected) => {
  expect(formatAuditValue(name, value, words)).toBe(expected);
});

it('what is not Yika’s stays JSON, names and values as they are', () => {
  const given = { role: 'agent', before: 1 };
  expect(JSON.parse(formatAuditValue('arguments', given, words))).toEqual(given);
  expect(formatAuditValue('limit', null, words)).toBe('null');
});
