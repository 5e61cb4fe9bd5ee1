import { expect, it } from 'vitest';
import { personLabel } from '@/components/calls/call/person-label';

it('distinguishes two people of one name, and hides nothing', () => {
  expect(personLabel({ id: 'p', name: '王总', email: 'intern@example.com' })).toBe('王总 (intern@example.com)');
  expect(personLabel({ id: 'p', name: '\u202e总王\u{e0041}', email: null })).toBe('[U+202E]总王[U+E0041]');
  expect(personLabel({ id: 'p', name: '小何' })).toBe('小何');
});
