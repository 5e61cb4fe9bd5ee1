import { expect, it } from 'vitest';
import { roleChange } from '@/components/admin/people/role-change';
import { ROLES } from '@/lib/auth/contracts';

it('names what is gained and lost in every change of a role, and nothing where none changes', () => {
  for (const from of ROLES) {
    for (const to of ROLES) {
      const { gains, loses } = roleChange(from, to);
      expect([gains.length > 0, loses.length > 0]).toEqual([from !== to, from !== to]);
      expect(gains.filter((ability) => loses.includes(ability))).toEqual([]);
    }
  }
  expect(roleChange('employee', 'admin').gains).toEqual(expect.arrayContaining(['people', 'secrets', 'audit']));
  expect(roleChange('admin', 'agent').loses).toEqual(expect.arrayContaining(['people', 'secrets', 'audit']));
});
