import { expect, it } from 'vitest';
import { cellKey, hasLimits, indexGrants, nextPlace, subjectsOf } from '@/components/admin/grants/matrix-cells';

const grant = {
  id: 'g1',
  toolId: 't1',
  subjectKind: 'group' as const,
  subjectId: 'p1',
  subjectName: '售后',
  effect: 'ask' as const,
  limits: {},
  updatedAt: '',
};

it('has columns for roles, groups and the chosen person', () => {
  const matrix = {
    tools: [],
    roles: ['agent' as const],
    groups: [{ id: 'p1', name: '售后' }],
    grants: [grant],
    room: { maxTokens: 10_000, roles: [], person: null },
  };
  expect(subjectsOf({ ...matrix, person: null }).map(({ kind, id }) => `${kind} ${id}`)).toEqual([
    'role agent',
    'group p1',
  ]);
  const person = { id: 'x', name: '王', role: 'agent' as const, disabled: false, groupIds: [], effective: [] };
  expect(subjectsOf({ ...matrix, person }).at(-1)).toEqual({ kind: 'person', id: 'x', name: '王' });
});

it('finds a grant by its tool and subject, of the right kind', () => {
  const grants = indexGrants([grant]);
  expect(grants.get(cellKey('t1', { kind: 'group', id: 'p1' }))).toBe(grant);
  expect(grants.get(cellKey('t1', { kind: 'person', id: 'p1' }))).toBeUndefined();
});

it('moves with arrows, Home and End, and stays inside', () => {
  expect(nextPlace('ArrowRight', { row: 0, column: 2 }, 2, 3)).toEqual({ row: 0, column: 2 });
  expect(nextPlace('ArrowDown', { row: 0, column: 1 }, 2, 3)).toEqual({ row: 1, column: 1 });
  expect(nextPlace('ArrowUp', { row: 0, column: 1 }, 2, 3)).toEqual({ row: 0, column: 1 });
  expect(nextPlace('Home', { row: 1, column: 2 }, 2, 3)).toEqual({ row: 1, column: 0 });
  expect(nextPlace('End', { row: 1, column: 0 }, 2, 3)).toEqual({ row: 1, column: 2 });
  expect(nextPlace('a', { row: 1, column: 0 }, 2, 3)).toBeNull();
});

it('knows limits from none', () => {
  expect(hasLimits({})).toBe(false);
  expect(hasLimits({ perDay: 3 })).toBe(true);
});
