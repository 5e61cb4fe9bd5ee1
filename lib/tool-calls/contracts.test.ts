import { expect, it } from 'vitest';
import { approvalPolicySchema, grantLimitsSchema } from '@/lib/tools/contracts';
import { decideApprovalSchema } from '@/lib/tool-calls/contracts';
import { setGrantSchema } from '@/lib/grants/contracts';

const HASH = '0'.repeat(64);
const HOURS = { timeZone: 'Asia/Shanghai', days: [1], from: '09:00', to: '18:00' };
const GRANT = { toolId: crypto.randomUUID(), subjectKind: 'role', subjectId: 'agent', effect: 'allow' };

it.each([
  ['an edit', decideApprovalSchema, { decision: 'approve', argumentHash: HASH }, { argument: { amount: 1 } }],
  ['a limit', grantLimitsSchema, { total: 5 }, { perMinutes: 1 }],
  ['hours', grantLimitsSchema.shape.hours, HOURS, { until: '12:00' }],
  ['four eyes', approvalPolicySchema, { mode: 'approvers', roles: ['admin'] }, { foureyes: true }],
  ['limits of a grant', setGrantSchema, GRANT, { limit: { total: 1 } }],
])('%s that is misspelt is refused, not left out', (_what, schema, good, misspelt) => {
  expect(schema.safeParse(good).success).toBe(true);
  expect(schema.safeParse({ ...good, ...misspelt }).success).toBe(false);
});
